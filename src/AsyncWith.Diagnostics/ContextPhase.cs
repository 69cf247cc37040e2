namespace AsyncWith.Diagnostics;

/// <summary>Where a context is.</summary>
internal enum ContextPhase
{
    Entering,
    InBlock,
    Exiting,
    Over,
}
