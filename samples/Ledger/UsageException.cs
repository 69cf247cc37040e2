namespace AsyncWith.Samples.Ledger;

/// <summary>The run cannot be done as asked. Its message is the one line that the user is told.</summary>
internal sealed class UsageException(string message) : Exception(message);
