namespace AsyncWith.Testing.Internal;

/// <summary>What a block throws, which no manager can expect.</summary>
internal sealed class BlockException() : Exception("thrown by the block of the contract's check");
