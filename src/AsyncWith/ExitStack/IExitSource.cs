namespace AsyncWith;

/// <summary>Registered exits, to be called in the reverse order.</summary>
internal interface IExitSource
{
    /// <summary>Takes the exit that was registered last; <see langword="null"/> where there is none any more, which ends the unwinding.</summary>
    ExitStackEntry? TryPop();
}
