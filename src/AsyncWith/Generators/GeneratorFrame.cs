using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>A generator that has suspended, and how it ended.</summary>
internal abstract class GeneratorFrame : SuspendedCode
{
    private volatile Progress _progress;
    private object? _outcome; // who waits for the end, or the exception that was the end

    private enum Progress : byte
    {
        Running,
        Watched,
        Ended,
    }

    private protected bool IsOver => _progress == Progress.Ended;

    internal bool HasEnded(out Exception? failure)
    {
        var isOver = IsOver;
        failure = isOver && !HasSucceeded ? _outcome as Exception : null;
        return isOver;
    }

    /// <summary>Tells <paramref name="owner"/> when the generator ends; at once if it has.</summary>
    /// <exception cref="InvalidOperationException">Another owner waits for the end.</exception>
    internal void WhenEnded(IGeneratorOwner owner)
    {
        var before = Interlocked.CompareExchange(ref _outcome, owner, null);
        if (before is IGeneratorOwner)
            throw new InvalidOperationException(Misuse.RunOfAnother);
        if (before is not null)
            SpinWait.SpinUntil(() => IsOver); // it is failing at this moment
        if (Interlocked.CompareExchange(ref _progress, Progress.Watched, Progress.Running) == Progress.Ended)
            owner.OnEnded();
    }

    internal void End(Exception? failure)
    {
        // Where nobody waits and nothing failed this is a swap of a byte: one of the object would be a call into the runtime.
        HasSucceeded = failure is null;
        var owner = failure is null ? null : Interlocked.Exchange(ref _outcome, failure);
        if (Interlocked.Exchange(ref _progress, Progress.Ended) == Progress.Watched)
            ((IGeneratorOwner)(owner ?? _outcome)!).OnEnded();
    }
}
