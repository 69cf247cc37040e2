using System.Diagnostics;
using System.Runtime.ExceptionServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A context manager made from a generator: the code before its yield enters, the yielded value is bound, the code after it exits.</summary>
/// <typeparam name="T">The resource that the generator yields.</typeparam>
/// <remarks>
/// Made by <see cref="AsyncContextManager.Create{T}(Func{Yield{T}, CancellationToken, GeneratorTask})"/>. Nothing of the generator runs before
/// <see cref="EnterAsync"/>. It is single-use: make a new one for each block, as a method that returns it does.
/// <code>
/// static AsyncContextManager&lt;Stopwatch&gt; Timed(string what) => AsyncContextManager.Create&lt;Stopwatch&gt;(async yield =>
/// {
///     var watch = Stopwatch.StartNew();
///     try     { await yield.Return(watch); }
///     finally { Console.WriteLine($"{what}: {watch.Elapsed}"); }
/// });
///
/// await Timed("import").UseAsync(async watch => await ImportAsync());
/// </code>
/// </remarks>
[DebuggerStepThrough, StackTraceHidden]
public sealed class AsyncContextManager<T> : IAsyncContextManager<T>, IYieldPoint, IGeneratorOwner
{
    // Several threads may meet here (the one that enters, the one on which the generator yields), so each step is a compare-and-swap, and
    // who wins it goes on. It swaps a state, and not the object that comes next: that is a call into the runtime, of 4 ns instead of 1.
    private volatile GeneratorState _state;
    private GeneratorTask _run;
    private SuspendedCode? _code; // what is suspended at the yield; there no sooner than the state says so
    private GeneratorEnd<T>? _end; // only when the block fails, or the generator suspends elsewhere than at its yield
    private T? _resource;
    private bool _hasYielded;

    internal AsyncContextManager(Delegate generator) => _run = new GeneratorTask(generator);

    /// <summary>Runs the generator up to its yield. Ambient state that it set is visible to the caller after the <see langword="await"/>.</summary>
    /// <param name="cancellationToken">The token that the generator is given.</param>
    /// <returns>The yielded resource.</returns>
    /// <exception cref="InvalidOperationException">The manager was entered before, or the generator ended without yielding.</exception>
    /// <exception cref="Exception">What the generator threw before its yield, <see cref="OperationCanceledException"/> included.</exception>
    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (!TryStep(GeneratorState.New, GeneratorState.Entering))
            return TaskExceptions.ToValueTask<T>(new InvalidOperationException(Misuse.EnteredTwice));

        try
        {
            _run = Start(_run.NotStarted, cancellationToken);
            return _state == GeneratorState.Entering ? WaitForYield() : Hand();
        }
        catch (Exception exception)
        {
            _state = GeneratorState.NotEntered;
            return TaskExceptions.ToValueTask<T>(exception);
        }
    }

    /// <summary>Runs the generator from its yield to its end, throwing <paramref name="exception"/>, if any, at the yield.</summary>
    /// <param name="exception">What left the block, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> when the generator caught <paramref name="exception"/> and completed, else <see langword="false"/>.</returns>
    /// <exception cref="InvalidOperationException">The manager is not entered, was exited before, or the generator yielded again.</exception>
    /// <exception cref="Exception">Another exception than <paramref name="exception"/> that the generator threw.</exception>
    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (Volatile.Read(ref _code) is not { } code || !TryStep(GeneratorState.AtYield, GeneratorState.Exiting))
            return TaskExceptions.ToValueTask<bool>(new InvalidOperationException(_state >= GeneratorState.Exiting ? Misuse.ExitedTwice : Misuse.ExitedWithoutEnter));

        if (exception is not null)
            End().BlockException = exception;
        var isGenerator = _run.Is(code);
        var endedEarly = !isGenerator && _run.HasEnded(out _);
        code.Resume(); // inline: the exit runs where the block ended
        if (isGenerator && code.HasSucceeded && _end is null)
            return default; // the usual case, in which the rest would take 10 of 67 ns
        return _run.HasEnded(out var thrown) || _end is { IsStuck: true } ? Outcome(thrown, endedEarly) : WatchEnd().Task;
    }

    /// <summary>Called by the generator. Only the first call hands anything over.</summary>
    internal YieldAwaitable Yield(T resource)
    {
        if (_hasYielded)
            return new YieldAwaitable(End().YieldAgain());

        _hasYielded = true;
        _resource = resource;
        return new YieldAwaitable(this);
    }

    /// <summary>What the exit answers, once the generator has ended.</summary>
    internal ValueTask<bool> Outcome()
    {
        _run.HasEnded(out var thrown);
        return Outcome(thrown, endedEarly: false);
    }

    /// <summary>The generator is suspended at its yield: only now may the block run.</summary>
    void IYieldPoint.Suspend(SuspendedCode code)
    {
        if (TryStep(GeneratorState.Entering, GeneratorState.AtYield))
        {
            Volatile.Write(ref _code, code);
        }
        else if (TryStep(GeneratorState.Waiting, GeneratorState.AtYield))
        {
            Volatile.Write(ref _code, code);
            _end!.Entered!.SetResult(new Handoff<T>(_resource!, code.Ambient));
        }
        else // awaited from two places at once: this one is told by GetResult
        {
            ThreadPool.UnsafeQueueUserWorkItem(static code => code.Resume(), code, preferLocal: false);
        }
    }

    /// <summary>The block has ended: the generator goes on, with the block's exception if there is one.</summary>
    void IYieldPoint.GetResult()
    {
        if (_state != GeneratorState.Exiting)
            throw End().NotTwice(); // the same awaitable was awaited again

        _state = GeneratorState.Exited;
        if (_end?.BlockException is { } exception)
            ExceptionDispatchInfo.Throw(exception);
    }

    void IGeneratorOwner.OnEnded()
    {
        if (TryStep(GeneratorState.Waiting, GeneratorState.NotEntered))
            _end!.Entered!.SetException(WhyNoYield());
        else
            End().Set();
    }

    private GeneratorTask Start(object generator, CancellationToken cancellationToken) => generator switch
    {
        Func<Yield<T>, GeneratorTask> run => run(new Yield<T>(this)),
        Func<Yield<T>, CancellationToken, GeneratorTask> run => run(new Yield<T>(this), cancellationToken),
        Func<Yield<T>, Task> run => new GeneratorTask(run(new Yield<T>(this))),
        _ => new GeneratorTask(((Func<Yield<T>, CancellationToken, Task>)generator)(new Yield<T>(this), cancellationToken)),
    };

    private ValueTask<T> WaitForYield()
    {
        if (_run.HasEnded(out _))
            return TryStep(GeneratorState.Entering, GeneratorState.NotEntered) ? TaskExceptions.ToValueTask<T>(WhyNoYield()) : Hand();

        var end = End();
        var promise = end.Entered = new HandoffSource<T>();
        if (!TryStep(GeneratorState.Entering, GeneratorState.Waiting))
            return Hand(); // it has yielded on another thread meanwhile

        end.Watch(_run);
        return promise.Task;
    }

    private ValueTask<T> Hand()
    {
        SuspendedCode? code;
        for (var spin = default(SpinWait); (code = Volatile.Read(ref _code)) is null; spin.SpinOnce())
        {
            // The other thread is between its step and the next line.
        }

        if (_state != GeneratorState.AtYield)
            return TaskExceptions.ToValueTask<T>(new InvalidOperationException(Misuse.ExitedWithoutEnter)); // by somebody who did not wait for this

        if (code.Ambient is not null)
            ExecutionContext.Restore(code.Ambient);
        return new ValueTask<T>(_resource!);
    }

    /// <summary>Has the exit's promise completed when the generator ends.</summary>
    private GeneratorEnd<T> WatchEnd()
    {
        var end = End();
        end.Watch(_run);
        return end;
    }

    private GeneratorEnd<T> End() => _end ?? Interlocked.CompareExchange(ref _end, new GeneratorEnd<T>(this), null) ?? _end;

    private Exception WhyNoYield()
    {
        _run.HasEnded(out var thrown);
        return thrown ?? new InvalidOperationException(_hasYielded ? Misuse.YieldNotAwaited : Misuse.DidNotYield);
    }

    private ValueTask<bool> Outcome(Exception? thrown, bool endedEarly)
    {
        var blockException = _end?.BlockException;
        if (_end?.Misuse is { } misuse)
            return TaskExceptions.ToValueTask<bool>(ExceptionContext.Attach(misuse, thrown, since: 0)); // also where the generator swallowed it
        if (thrown is not null)
            return thrown == blockException ? new ValueTask<bool>(false) : TaskExceptions.ToValueTask<bool>(thrown);
        return endedEarly
            ? TaskExceptions.ToValueTask<bool>(new InvalidOperationException(Misuse.EndedEarly))
            : new ValueTask<bool>(blockException is not null);
    }

    private bool TryStep(GeneratorState from, GeneratorState to) => Interlocked.CompareExchange(ref _state, to, from) == from;
}
