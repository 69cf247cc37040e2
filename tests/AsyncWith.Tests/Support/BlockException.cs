namespace AsyncWith.Tests.Support;

/// <summary>Thrown by the block of a test.</summary>
public sealed class BlockException() : Exception("thrown by the block");
