namespace AsyncWith.Tests.Support;

/// <summary>Thrown by the exit of a test.</summary>
public sealed class ExitException() : Exception("thrown by the exit");
