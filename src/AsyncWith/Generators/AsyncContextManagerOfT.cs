using System.Diagnostics;
using System.Runtime.ExceptionServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>
/// A context manager made from a generator: the code before its yield is the enter, the yielded value is the resource, and the code after the yield
/// is the exit.
/// </summary>
/// <typeparam name="T">The resource that the generator yields.</typeparam>
/// <remarks>
/// <see cref="AsyncContextManager.Create{T}(Func{Yield{T}, CancellationToken, GeneratorTask})"/> makes it. The generator does not run before
/// <see cref="EnterAsync"/>. The manager is single-use: write a method that returns a new one for each block.
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
[DebuggerStepThrough, StackTraceHidden, DebuggerDisplay("{DebuggerDisplay,nq}")]
public sealed class AsyncContextManager<T> : IAsyncContextManager<T>, IYieldSource, INamedManager, ILibraryExit
{
    // The thread that enters and the one on which the generator yields may be different, so a transition is a compare-and-swap. It swaps the state,
    // and not the object that comes with it: that would be a call into the runtime, of 4 ns instead of 1.
    private volatile GeneratorState _state;
    private GeneratorTask _generator;
    private YieldContinuation? _continuation; // set after the state is AtYield
    private GeneratorCompletion<T>? _completion; // created when it is needed
    private T? _resource;
    private bool _hasYielded;

    internal AsyncContextManager(Delegate generator) => _generator = new GeneratorTask(generator);

    /// <summary>Whether the exit has been called and has not completed.</summary>
    internal bool IsExiting => _state is GeneratorState.Exiting or GeneratorState.Resumed;

    bool IYieldSource.IsCompleted => !CanYield && Completion.TryReject(GetYieldError());

    /// <summary>The method that made the manager; its type where the generator has ended without suspending.</summary>
    string INamedManager.Name => _generator.MethodName ?? TypeName.Of(GetType());

    private GeneratorCompletion<T> Completion =>
        _completion ?? Interlocked.CompareExchange(ref _completion, new GeneratorCompletion<T>(this), null) ?? _completion;

    private string DebuggerDisplay => _state switch
    {
        GeneratorState.New => "not entered",
        GeneratorState.Entering or GeneratorState.Waiting => "entering",
        GeneratorState.EnterFailed => "failed to enter",
        GeneratorState.AtYield or GeneratorState.Entered => "entered",
        GeneratorState.Exiting or GeneratorState.Resumed => "exiting",
        _ => "exited",
    };

    private bool CanYield => _state is GeneratorState.Entering or GeneratorState.Waiting && _completion is not { UsageError: not null };

    /// <summary>Runs the generator up to its yield. After the <see langword="await"/>, the ambient state that the generator set is visible to the
    /// caller.</summary>
    /// <param name="cancellationToken">The token that is passed to the generator.</param>
    /// <returns>The resource that the generator yielded.</returns>
    /// <exception cref="InvalidOperationException">The manager was entered before, or the generator ended without yielding.</exception>
    /// <exception cref="Exception">The exception that the generator threw before its yield, <see cref="OperationCanceledException"/>
    /// included.</exception>
    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (!TryTransition(GeneratorState.New, GeneratorState.Entering))
            return TaskExceptions.ToValueTask<T>(new InvalidOperationException(GeneratorErrors.EnteredTwice));

        try
        {
            _generator = Start(_generator.Delegate, cancellationToken);
        }
        catch (Exception exception) // of a generator without async
        {
            _generator = new GeneratorTask(exception);
        }

        return _state == GeneratorState.AtYield ? GetResource() : WaitForYield();
    }

    /// <summary>Resumes the generator at its yield, where it throws <paramref name="exception"/>, if there is one, and runs it to its end.</summary>
    /// <param name="exception">The exception that left the block, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> if the generator caught <paramref name="exception"/> and completed; otherwise
    /// <see langword="false"/>.</returns>
    /// <exception cref="InvalidOperationException">The manager is not entered, was exited before, or the generator yielded again.</exception>
    /// <exception cref="Exception">An exception other than <paramref name="exception"/> that the generator threw.</exception>
    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!TryTransition(GeneratorState.Entered, GeneratorState.Exiting))
        {
            var error = _state >= GeneratorState.Exiting ? GeneratorErrors.ExitedTwice : GeneratorErrors.ExitedWithoutEnter;
            return TaskExceptions.ToValueTask<bool>(new InvalidOperationException(error));
        }

        var continuation = _continuation!;
        if (exception is not null)
            Completion.BlockException = exception;
        var isGenerator = _generator.Is(continuation);
        var endedEarly = !isGenerator && _generator.IsCompleted(out _);
        continuation.Resume(); // inline: the exit runs where the block ended
        if (!isGenerator || !continuation.HasSucceeded || _completion is not null) // in this order: see HasSucceeded
            return Completion.WaitForEnd(_generator, endedEarly);

        _state = GeneratorState.Exited;
        return default; // the usual case, in which the rest would take 10 of 67 ns
    }

    /// <summary>The method that made the manager, and what the manager does at this moment.</summary>
    /// <returns>A text for debuggers and logs, such as "Sessions (generator), open".</returns>
    public override string ToString() => $"{_generator.MethodName ?? typeof(T).Name} (generator)" + _state switch
    {
        GeneratorState.New => "",
        GeneratorState.Entering or GeneratorState.Waiting => ", entering",
        GeneratorState.AtYield or GeneratorState.Entered => ", open",
        GeneratorState.Exiting or GeneratorState.Resumed => ", exiting",
        _ => ", used",
    };

    /// <summary>Called by the generator.</summary>
    internal YieldAwaitable Yield(T resource)
    {
        if (_hasYielded)
        {
            Completion.ReportUsage(GetYieldError());
        }
        else
        {
            _hasYielded = true;
            _resource = resource;
        }

        return new YieldAwaitable(this);
    }

    internal bool TryTransition(GeneratorState from, GeneratorState to) => Interlocked.CompareExchange(ref _state, to, from) == from;

    internal void SetExited() => _state = GeneratorState.Exited;

    /// <summary>The exception of an enter whose generator has not yielded, and has completed with <paramref name="thrown"/>.</summary>
    internal Exception GetEnterException(Exception? thrown) =>
        thrown
        ?? _completion?.UsageError
        ?? new InvalidOperationException(_hasYielded ? GeneratorErrors.YieldNotAwaited : GeneratorErrors.DidNotYield);

    void IYieldSource.OnCompleted(YieldContinuation continuation)
    {
        if (CanYield && TryTransition(GeneratorState.Entering, GeneratorState.AtYield))
        {
            Volatile.Write(ref _continuation, continuation);
        }
        else if (CanYield && TryTransition(GeneratorState.Waiting, GeneratorState.AtYield))
        {
            _continuation = continuation;
            _state = GeneratorState.Entered;
            Completion.SetEntered(new Handoff<T>(_resource!, continuation.Context));
        }
        else if (Completion.TryReject(GetYieldError())) // awaited in two places at once: GetResult throws
        {
            ThreadPool.UnsafeQueueUserWorkItem(static continuation => continuation.Resume(), continuation, preferLocal: false);
        }
        else
        {
            Completion.SetStuck();
        }
    }

    void IYieldSource.GetResult()
    {
        if (_state != GeneratorState.Exiting)
            ExceptionDispatchInfo.Throw(
                _completion?.YieldException ?? Completion.ReportUsage(CanYield ? GeneratorErrors.YieldNotAwaited : GetYieldError()));

        _state = GeneratorState.Resumed;
        if (_completion?.BlockException is { } exception)
            ExceptionDispatchInfo.Throw(exception);
    }

    void IYieldSource.Fail(Exception exception) => Completion.YieldException = exception;

    private GeneratorTask Start(object generator, CancellationToken cancellationToken) => generator switch
    {
        Func<Yield<T>, GeneratorTask> start => start(new Yield<T>(this)),
        Func<Yield<T>, CancellationToken, GeneratorTask> start => start(new Yield<T>(this), cancellationToken),
        Func<Yield<T>, Task> start => new GeneratorTask(start(new Yield<T>(this))),
        _ => new GeneratorTask(((Func<Yield<T>, CancellationToken, Task>)generator)(new Yield<T>(this), cancellationToken)),
    };

    private ValueTask<T> WaitForYield()
    {
        if (_generator.IsCompleted(out var exception))
        {
            return TryTransition(GeneratorState.Entering, GeneratorState.EnterFailed)
                ? TaskExceptions.ToValueTask<T>(GetEnterException(exception))
                : GetResource();
        }

        var completion = Completion;
        var enter = completion.CreateEnter();
        if (!TryTransition(GeneratorState.Entering, GeneratorState.Waiting))
            return GetResource(); // the generator has yielded on another thread

        completion.WaitForYield(_generator);
        return enter;
    }

    /// <summary>The result of an enter whose generator is suspended at its yield.</summary>
    private ValueTask<T> GetResource()
    {
        YieldContinuation? continuation;
        for (var spin = default(SpinWait); (continuation = Volatile.Read(ref _continuation)) is null; spin.SpinOnce())
        {
            // Another thread has changed the state, and not yet set the continuation.
        }

        _state = GeneratorState.Entered;
        return new ValueTask<T>(new Handoff<T>(_resource!, continuation.Context).GetResult());
    }

    private string GetYieldError() =>
        _state is GeneratorState.EnterFailed or GeneratorState.Entered or GeneratorState.Exited
            ? GeneratorErrors.YieldEscaped
            : GeneratorErrors.YieldedTwice;
}
