namespace AsyncWith.Internal;

/// <summary>The result of a statement without one.</summary>
internal readonly struct VoidResult;
