namespace AsyncWith.Tests.Support;

/// <summary>Something that a test waits for does not come to an end.</summary>
public sealed class HangException() : Exception("Still not completed after the limit of the tests: it hangs.");
