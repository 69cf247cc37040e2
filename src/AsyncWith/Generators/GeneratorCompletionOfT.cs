using System.Diagnostics;
using System.Threading.Tasks.Sources;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The slow path of a generator-based manager: it makes the tasks of an enter and of an exit that have to wait, and decides how the exit
/// ends.</summary>
/// <remarks>A manager has one if its generator suspends elsewhere than at the yield, if its block fails, or if a yield is used wrongly.</remarks>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class GeneratorCompletion<T>(AsyncContextManager<T> manager) : IValueTaskSource<bool>, IGeneratorObserver
{
    private HandoffSource<T>? _enter; // an object of its own: one with both tasks could not tell them apart where the resource is a bool
    private ManualResetValueTaskSourceCore<bool> _exit;
    private InvalidOperationException? _usageError;
    private int _extraYields;
    private bool _isObserving;
    private bool _isExitSet;
    private volatile bool _isStuck;

    /// <summary>The exception that left the block.</summary>
    internal Exception? BlockException { get; set; }

    /// <summary>The exception that the yield throws because the generator failed before it.</summary>
    internal Exception? YieldException { get; set; }

    /// <summary>The first wrong use of a yield. The exit reports it, whether or not the generator catches it.</summary>
    internal InvalidOperationException? UsageError => _usageError;

    /// <summary>Stores a wrong use of a yield, and returns the exception that the yield throws.</summary>
    internal InvalidOperationException ReportUsage(string message)
    {
        if (_usageError?.Message == message)
            return _usageError;
        var error = new InvalidOperationException(message);
        Interlocked.CompareExchange(ref _usageError, error, null);
        return error;
    }

    /// <summary>
    /// Whether a yield that is not the generator's first throws. The second one does, so that the generator's finally blocks run. A generator that
    /// catches that and yields a third time is in a loop that would never end, and is not resumed.
    /// </summary>
    internal bool TryReject(string message)
    {
        ReportUsage(message);
        if (message == GeneratorErrors.YieldEscaped)
            return true; // it is other code that yields
        return !_isStuck && Interlocked.Increment(ref _extraYields) == 1;
    }

    /// <summary>The generator is not resumed any more.</summary>
    internal void SetStuck()
    {
        _isStuck = true;
        Interlocked.MemoryBarrier(); // either this sees that the enter or the exit waits, or they see that the generator is stuck
        SetCompleted(null);
    }

    /// <summary>Makes the task of an enter whose generator has not yielded yet. Call it before anything can complete the task.</summary>
    internal ValueTask<T> CreateEnter() => (_enter = new HandoffSource<T>()).Task;

    /// <summary>The generator has yielded.</summary>
    internal void SetEntered(Handoff<T> handoff)
    {
        var enter = _enter!;
        _enter = null; // an open context does not keep it
        enter.SetResult(handoff);
    }

    /// <summary>Completes the task of the enter when the generator ends before it yields.</summary>
    internal void WaitForYield(GeneratorTask generator)
    {
        if (!TryObserve(generator))
            SetCompleted(new InvalidOperationException(GeneratorErrors.TaskOfAnotherManager));
        else if (_isStuck)
            SetCompleted(null);
    }

    /// <summary>The task of an exit that has resumed the generator.</summary>
    internal ValueTask<bool> WaitForEnd(GeneratorTask generator, bool endedEarly)
    {
        if (generator.IsCompleted(out var exception) || _isStuck)
        {
            manager.SetExited();
            var outcome = GetOutcome(exception, endedEarly);
            return outcome.Exception is null ? new ValueTask<bool>(outcome.Value) : TaskExceptions.ToValueTask<bool>(outcome.Exception);
        }

        return TryObserve(generator)
            ? new ValueTask<bool>(this, _exit.Version)
            : TaskExceptions.ToValueTask<bool>(new InvalidOperationException(GeneratorErrors.TaskOfAnotherManager));
    }

    void IGeneratorObserver.OnCompleted(Exception? exception) => SetCompleted(exception);

    bool IValueTaskSource<bool>.GetResult(short token) => _exit.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _exit.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _exit.OnCompleted(continuation, state, token, flags);

    /// <remarks>A task is given one continuation. Of two, the runtime would send one to the thread pool.</remarks>
    private bool TryObserve(GeneratorTask generator) => _isObserving || (_isObserving = generator.TryObserve(this));

    private void SetCompleted(Exception? exception)
    {
        if (manager.TryTransition(GeneratorState.Waiting, GeneratorState.EnterFailed))
            _enter!.SetException(manager.GetEnterException(exception));
        else if (manager.IsExiting && !Interlocked.Exchange(ref _isExitSet, true))
            SetExitOutcome(GetOutcome(exception, endedEarly: false));
    }

    private void SetExitOutcome(Outcome<bool> outcome)
    {
        manager.SetExited();
        _exit.RunContinuationsAsynchronously = !Handoff.CanRunInline;
        if (outcome.Exception is null)
            _exit.SetResult(outcome.Value);
        else
            _exit.SetException(outcome.Exception);
    }

    private Outcome<bool> GetOutcome(Exception? thrown, bool endedEarly)
    {
        if (_usageError is not null)
            return new Outcome<bool>(ExceptionContext.Attach(_usageError, thrown, since: 0)); // even if the generator caught it
        if (thrown is not null)
            return thrown == BlockException ? new Outcome<bool>(false) : new Outcome<bool>(thrown);
        return endedEarly
            ? new Outcome<bool>(new InvalidOperationException(GeneratorErrors.EndedEarly))
            : new Outcome<bool>(BlockException is not null);
    }
}
