namespace AsyncWith.Internal;

/// <summary>
/// The ambient state of a caller, for a method that is no <c>async</c> method where all completes synchronously, but leaves its caller's state alone as one.
/// </summary>
internal readonly struct CallerContext
{
    private readonly ExecutionContext _ambient;
    private readonly SynchronizationContext? _context;

    private CallerContext(ExecutionContext ambient)
    {
        _ambient = ambient;
        _context = SynchronizationContext.Current;
    }

    /// <summary>Captures it, unless the flow of ambient state is suppressed: then nothing but an <c>async</c> method can give it back.</summary>
    internal static bool TryCapture(out CallerContext caller)
    {
        var ambient = ExecutionContext.Capture();
        caller = ambient is null ? default : new CallerContext(ambient);
        return ambient is not null;
    }

    /// <summary>Gives it back to the caller.</summary>
    internal void Restore()
    {
        if (SynchronizationContext.Current != _context)
            SynchronizationContext.SetSynchronizationContext(_context);
        if (ExecutionContext.Capture() != _ambient)
            ExecutionContext.Restore(_ambient);
    }
}
