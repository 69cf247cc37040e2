namespace AsyncWith.Internal;

/// <summary>The ambient state of the caller before a flat use entered a manager. It is restored after the exit (rule G5).</summary>
/// <remarks>
/// The enter and the exit of a flat use are two calls, and the exit may be called from somewhere else: an application fills a stack when it starts
/// and closes it when it stops. Therefore the snapshot is a part of the ambient state that follows the enter. Where the exit does not find it,
/// another flow calls the exit, and nothing is restored.
/// </remarks>
internal sealed class AmbientSnapshot
{
    private static readonly AsyncLocal<AmbientSnapshot?> _current = new();

    private readonly ExecutionContext _before;
    private readonly AmbientSnapshot? _outer; // that of a flat use around this one, or before it
    private readonly int _depth;

    private AmbientSnapshot(ExecutionContext before)
    {
        _before = before;
        _outer = _current.Value;
        _depth = _outer is null ? 0 : _outer._depth + 1;
    }

    /// <summary>Makes a snapshot if the ambient state is not <paramref name="unchanged"/> any more, and makes it a part of the ambient
    /// state.</summary>
    /// <param name="before">What was captured before the enter; <see langword="null"/> where the flow is suppressed.</param>
    /// <param name="unchanged">The same, with what an observer of the enter has set, which is no change that the manager made.</param>
    internal static AmbientSnapshot? TakeIfChanged(ExecutionContext? before, ExecutionContext? unchanged)
    {
        if (before is null || ReferenceEquals(unchanged, ExecutionContext.Capture()))
            return null;
        return _current.Value = new AmbientSnapshot(before);
    }

    /// <summary>A task that ends as <paramref name="exit"/> does. It restores the ambient state in the method that awaits it.</summary>
    internal ValueTask RestoreAfter(ValueTask exit)
    {
        if (!exit.IsCompleted)
            return new RestoringTask(exit.AsTask(), this).Task;

        Restore(); // the caller of this method awaits a task that has completed
        return exit;
    }

    internal void Restore()
    {
        var found = _current.Value;
        while (found is not null && found._depth > _depth) // of a flat use inside a manager that this use has entered
            found = found._outer;
        if (ReferenceEquals(found, this))
            ExecutionContext.Restore(_before);
    }
}
