using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>
/// Runs one generator: from its start to its yield, then, with the outcome of the block, from its yield to its end.
/// As a task source it is what the generator awaits while the block runs.
/// </summary>
internal sealed class Generator<T>(Delegate body) : IValueTaskSource
{
    // The states in their order. Several threads may meet here (the one that enters, the one on which the generator
    // yields), so each step to the next state is a compare-and-swap, and who wins it goes on.
    private const int NotEntered = -1, Created = 0, Entering = 1, Waiting = 2, Yielded = 3, Exiting = 4, Resumed = 5, Ended = 6;

    private int _state;
    private int _yields;
    private InvalidOperationException? _extraYield;
    private Task? _run;
    private Handoff<T> _handoff;
    private HandoffSource<T>? _waiter; // only when the generator suspends before it yields
    private GeneratorEnd<T>? _end; // only when it suspends at all, but for the yield
    private bool _endedEarly;
    private volatile bool _stuck;
    private Action<object?>? _continuation;
    private object? _continuationState;
    private Exception? _blockException;

    internal ValueTask<T> EnterAsync(CancellationToken cancellationToken)
    {
        if (!TryStep(from: Created, to: Entering))
            return Faults.ToValueTask<T>(new InvalidOperationException(Misuse.EnteredTwice));

        try
        {
            _run = Start(cancellationToken) ?? throw new InvalidOperationException(Misuse.GeneratorReturnedNull);
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _state, NotEntered);
            return Faults.ToValueTask<T>(exception);
        }

        if (Volatile.Read(ref _state) == Entering)
        {
            if (_run.IsCompleted)
                return TryStep(from: Entering, to: NotEntered) ? Faults.ToValueTask<T>(WhyNoYield()) : Hand();

            var waiter = _waiter = new HandoffSource<T>();
            WatchEnd();
            if (TryStep(from: Entering, to: Waiting))
            {
                if (_run.IsCompleted)
                    OnEnded(); // it may have ended before it was waited for
                return waiter.Task;
            }
        }

        return Hand();

        ValueTask<T> Hand() => new(_handoff.Take());
    }

    internal ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!TryStep(from: Yielded, to: Exiting))
        {
            var misuse = Volatile.Read(ref _state) >= Exiting ? Misuse.ExitedTwice : Misuse.ExitedWithoutEnter;
            return Faults.ToValueTask<bool>(new InvalidOperationException(misuse));
        }

        _blockException = exception;
        _endedEarly = _run!.IsCompleted;
        _continuation!(_continuationState); // inline: the exit runs where the block ended
        if (_run.IsCompleted || _stuck)
            return Outcome();

        WatchEnd();
        return _end.Task;
    }

    /// <summary>Called by the generator. Only the first call hands anything over.</summary>
    internal YieldAwaitable Yield(T resource)
    {
        if (++_yields > 1)
            return Extra();

        _handoff = new Handoff<T>(resource);
        return new YieldAwaitable(new ValueTask(this, token: 0));
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) =>
        Volatile.Read(ref _state) < Exiting ? ValueTaskSourceStatus.Pending : ValueTaskSourceStatus.Succeeded;

    /// <summary>The generator is suspended at its yield: only now may the block run.</summary>
    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
        {
            // Awaited from two places at once: this one is told by GetResult.
            ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: false);
            return;
        }

        _continuationState = state;
        if (!TryStep(from: Entering, to: Yielded) && TryStep(from: Waiting, to: Yielded))
            _waiter!.SetResult(_handoff);
    }

    /// <summary>The block has ended: the generator goes on, with the block's exception if there is one.</summary>
    void IValueTaskSource.GetResult(short token)
    {
        if (_state != Exiting)
            throw _extraYield ??= new InvalidOperationException(Misuse.YieldedTwice); // the same awaitable was awaited again

        _state = Resumed;
        if (_blockException is not null)
            ExceptionDispatchInfo.Throw(_blockException);
    }

    private Task? Start(CancellationToken cancellationToken) =>
        body is Func<Yield<T>, Task> simple
            ? simple(new Yield<T>(this))
            : ((Func<Yield<T>, CancellationToken, Task>)body)(new Yield<T>(this), cancellationToken);

    /// <summary>
    /// The second yield throws, so that the generator's finally blocks run. A generator that catches that and yields a third time is in a
    /// loop, and would be for ever: it stays suspended there, and the exit reports it.
    /// </summary>
    private YieldAwaitable Extra()
    {
        if (_extraYield is null)
            return new YieldAwaitable(ValueTask.FromException(_extraYield = new InvalidOperationException(Misuse.YieldedTwice)));

        _stuck = true;
        Interlocked.MemoryBarrier(); // either this sees the promise, or who makes it sees that
        _end?.Set();
        return new YieldAwaitable(new ValueTask(new TaskCompletionSource().Task));
    }

    /// <summary>Makes the exit's promise. The generator's task has this one continuation only: of two, the runtime would send one to the thread pool.</summary>
    [MemberNotNull(nameof(_end))]
    private void WatchEnd()
    {
        if (_end is null)
        {
            _end = new GeneratorEnd<T>(this);
            _run!.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(OnEnded);
        }

        Interlocked.MemoryBarrier();
        if (_stuck)
            _end.Set();
    }

    private void OnEnded()
    {
        if (TryStep(from: Waiting, to: NotEntered))
            _waiter!.SetException(WhyNoYield());
        else
            _end!.Set();
    }

    private Exception WhyNoYield() =>
        Faults.Of(_run!) ?? new InvalidOperationException(_yields == 0 ? Misuse.DidNotYield : Misuse.YieldNotAwaited);

    /// <summary>What the exit answers, once the generator has ended.</summary>
    internal ValueTask<bool> Outcome()
    {
        Volatile.Write(ref _state, Ended);
        var thrown = _run!.IsCompleted ? Faults.Of(_run) : null;

        if (_extraYield is not null)
        {
            ExceptionContext.Attach(_extraYield, thrown);
            return Faults.ToValueTask<bool>(_extraYield); // also where the generator swallowed it
        }

        if (thrown is null && _endedEarly)
            return Faults.ToValueTask<bool>(new InvalidOperationException(Misuse.EndedEarly));
        if (thrown is null)
            return new ValueTask<bool>(_blockException is not null);
        return ReferenceEquals(thrown, _blockException) ? new ValueTask<bool>(false) : Faults.ToValueTask<bool>(thrown);
    }

    private bool TryStep(int from, int to) => Interlocked.CompareExchange(ref _state, to, from) == from;
}
