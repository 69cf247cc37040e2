namespace AsyncWith.Tests.Support;

/// <summary>Thrown by the enter of a test.</summary>
public sealed class EnterException() : Exception("thrown by the enter");
