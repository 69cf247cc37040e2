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
public sealed class AsyncContextManager<T> : IAsyncContextManager<T>, IYieldPoint, IGeneratorOwner
{
    // What comes next, in this order: the generator (a delegate), Entering, the enter's promise where it has to wait, the code that is
    // suspended at the yield, Exiting, Exited; or NotEntered where the enter failed. Several threads may meet here (the one that enters,
    // the one on which the generator yields), so each step is a compare-and-swap, and who wins it goes on.
    private object _next;
    private GeneratorTask _run;
    private GeneratorEnd<T>? _end; // only when the block fails, or the generator suspends elsewhere than at its yield
    private T? _resource;
    private bool _hasYielded;

    internal AsyncContextManager(Delegate generator) => _next = generator;

    /// <summary>Runs the generator up to its yield. Ambient state that it set is visible to the caller after the <see langword="await"/>.</summary>
    /// <param name="cancellationToken">The token that the generator is given.</param>
    /// <returns>The yielded resource.</returns>
    /// <exception cref="InvalidOperationException">The manager was entered before, or the generator ended without yielding.</exception>
    /// <exception cref="Exception">What the generator threw before its yield, <see cref="OperationCanceledException"/> included.</exception>
    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (_next is not Delegate generator || !TryStep(from: generator, to: GeneratorState.Entering))
            return Faults.ToValueTask<T>(new InvalidOperationException(Misuse.EnteredTwice));

        try
        {
            _run = Start(generator, cancellationToken);
            return Volatile.Read(ref _next) == GeneratorState.Entering ? WaitForYield() : Hand();
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _next, GeneratorState.NotEntered);
            return Faults.ToValueTask<T>(exception);
        }
    }

    /// <summary>Runs the generator from its yield to its end, throwing <paramref name="exception"/>, if any, at the yield.</summary>
    /// <param name="exception">What left the block, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> when the generator caught <paramref name="exception"/> and completed, else <see langword="false"/>.</returns>
    /// <exception cref="InvalidOperationException">The manager is not entered, was exited before, or the generator yielded again.</exception>
    /// <exception cref="Exception">Another exception than <paramref name="exception"/> that the generator threw.</exception>
    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (Volatile.Read(ref _next) is not SuspendedCode code || !TryStep(from: code, to: GeneratorState.Exiting))
            return Faults.ToValueTask<bool>(new InvalidOperationException(
                Volatile.Read(ref _next) == GeneratorState.Exiting || _next == GeneratorState.Exited ? Misuse.ExitedTwice : Misuse.ExitedWithoutEnter));

        if (exception is not null)
            End().BlockException = exception;
        var endedEarly = !_run.Is(code) && _run.HasEnded(out _);
        code.Resume(); // inline: the exit runs where the block ended
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
        if (TryStep(from: GeneratorState.Entering, to: code))
            return;

        if (Volatile.Read(ref _next) is HandoffSource<T> promise && TryStep(from: promise, to: code))
            promise.SetResult(new Handoff<T>(_resource!, code.Ambient));
        else // awaited from two places at once: this one is told by GetResult
            ThreadPool.UnsafeQueueUserWorkItem(static code => code.Resume(), code, preferLocal: false);
    }

    /// <summary>The block has ended: the generator goes on, with the block's exception if there is one.</summary>
    void IYieldPoint.GetResult()
    {
        if (_next != GeneratorState.Exiting)
            throw End().NotTwice(); // the same awaitable was awaited again

        _next = GeneratorState.Exited;
        if (_end?.BlockException is { } exception)
            ExceptionDispatchInfo.Throw(exception);
    }

    void IGeneratorOwner.OnEnded() => OnEnded();

    private GeneratorTask Start(Delegate generator, CancellationToken cancellationToken) => generator switch
    {
        Func<Yield<T>, GeneratorTask> run => run(new Yield<T>(this)),
        Func<Yield<T>, CancellationToken, GeneratorTask> run => run(new Yield<T>(this), cancellationToken),
        Func<Yield<T>, Task> run => new GeneratorTask(run(new Yield<T>(this))),
        _ => new GeneratorTask(((Func<Yield<T>, CancellationToken, Task>)generator)(new Yield<T>(this), cancellationToken)),
    };

    private ValueTask<T> WaitForYield()
    {
        if (_run.HasEnded(out _))
            return TryStep(from: GeneratorState.Entering, to: GeneratorState.NotEntered) ? Faults.ToValueTask<T>(WhyNoYield()) : Hand();

        WatchEnd();
        var promise = new HandoffSource<T>();
        if (!TryStep(from: GeneratorState.Entering, to: promise))
            return Hand(); // it has yielded on another thread meanwhile

        if (_run.HasEnded(out _))
            OnEnded(); // it may have ended before it was waited for
        return promise.Task;
    }

    private ValueTask<T> Hand()
    {
        if (Volatile.Read(ref _next) is not SuspendedCode code)
            return Faults.ToValueTask<T>(new InvalidOperationException(Misuse.ExitedWithoutEnter)); // by somebody who did not wait for this

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

    private void OnEnded()
    {
        if (Volatile.Read(ref _next) is HandoffSource<T> promise && TryStep(from: promise, to: GeneratorState.NotEntered))
            promise.SetException(WhyNoYield());
        else
            End().Set();
    }

    private Exception WhyNoYield()
    {
        _run.HasEnded(out var thrown);
        return thrown ?? new InvalidOperationException(_hasYielded ? Misuse.YieldNotAwaited : Misuse.DidNotYield);
    }

    private ValueTask<bool> Outcome(Exception? thrown, bool endedEarly)
    {
        var blockException = _end?.BlockException;
        if (_end?.Misuse is { } misuse)
            return Faults.ToValueTask<bool>(ExceptionContext.Attach(misuse, thrown)); // also where the generator swallowed it
        if (thrown is not null)
            return thrown == blockException ? new ValueTask<bool>(false) : Faults.ToValueTask<bool>(thrown);
        return endedEarly
            ? Faults.ToValueTask<bool>(new InvalidOperationException(Misuse.EndedEarly))
            : new ValueTask<bool>(blockException is not null);
    }

    private bool TryStep(object from, object to) => Interlocked.CompareExchange(ref _next, to, from) == from;
}
