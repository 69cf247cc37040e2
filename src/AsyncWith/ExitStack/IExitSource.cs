namespace AsyncWith;

/// <summary>Registered exits, to be called in the reverse order.</summary>
internal interface IExitSource
{
    /// <summary>Removes the exit that was registered last and returns it; <see langword="null"/> if none is left, which ends the unwinding.</summary>
    ExitStackEntry? TryPop();
}
