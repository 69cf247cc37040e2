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
    private const int Created = 0, Entering = 1, Waiting = 2, Yielded = 3, Exiting = 4, Resumed = 5, Ended = 6;

    private int _state;
    private int _yields;
    private InvalidOperationException? _extraYield;
    private Task? _run;
    private Handoff<T> _handoff;
    private HandoffSource<T>? _waiter; // these two only when the generator suspends before it yields
    private GeneratorEnd<T>? _end;
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
            Volatile.Write(ref _state, Ended);
            return Faults.ToValueTask<T>(exception);
        }

        if (Volatile.Read(ref _state) == Entering)
        {
            if (_run.IsCompleted)
                return TryStep(from: Entering, to: Ended) ? Faults.ToValueTask<T>(WhyNoYield()) : Hand();

            var waiter = _waiter = new HandoffSource<T>();
            _end = new GeneratorEnd<T>(this);
            if (TryStep(from: Entering, to: Waiting))
            {
                _run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(OnEnded);
                return waiter.Task;
            }

            _end = null; // it has yielded meanwhile
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
        _continuation!(_continuationState); // inline: the exit runs where the block ended
        if (_run!.IsCompleted)
            return Outcome();
        return _end is null ? OutcomeAsync() : _end.Task;
    }

    /// <summary>Called by the generator. Only the first call hands anything over.</summary>
    internal YieldAwaitable Yield(T resource)
    {
        if (++_yields > 1)
            return new YieldAwaitable(ValueTask.FromException(ExtraYield()));

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
            throw ExtraYield(); // the same awaitable was awaited again

        _state = Resumed;
        if (_blockException is not null)
            ExceptionDispatchInfo.Throw(_blockException);
    }

    private Task? Start(CancellationToken cancellationToken) =>
        body is Func<Yield<T>, Task> simple
            ? simple(new Yield<T>(this))
            : ((Func<Yield<T>, CancellationToken, Task>)body)(new Yield<T>(this), cancellationToken);

    // The only continuation of the generator's task: of two, the runtime would send one to the thread pool.
    private void OnEnded()
    {
        if (TryStep(from: Waiting, to: Ended))
            _waiter!.SetException(WhyNoYield());
        else
            _end!.Set();
    }

    private Exception WhyNoYield() =>
        Faults.Of(_run!) ?? new InvalidOperationException(_yields == 0 ? Misuse.DidNotYield : Misuse.YieldNotAwaited);

    private async ValueTask<bool> OutcomeAsync()
    {
        await _run!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await Outcome().ConfigureAwait(false);
    }

    /// <summary>What the exit answers, once the generator has ended.</summary>
    internal ValueTask<bool> Outcome()
    {
        Volatile.Write(ref _state, Ended);
        var thrown = Faults.Of(_run!);

        if (_extraYield is not null)
        {
            ExceptionContext.Attach(_extraYield, thrown);
            return Faults.ToValueTask<bool>(_extraYield); // also where the generator swallowed it
        }

        if (thrown is null)
            return new ValueTask<bool>(_blockException is not null);
        return ReferenceEquals(thrown, _blockException) ? new ValueTask<bool>(false) : Faults.ToValueTask<bool>(thrown);
    }

    private InvalidOperationException ExtraYield() => _extraYield ??= new InvalidOperationException(Misuse.YieldedTwice);

    private bool TryStep(int from, int to) => Interlocked.CompareExchange(ref _state, to, from) == from;
}
