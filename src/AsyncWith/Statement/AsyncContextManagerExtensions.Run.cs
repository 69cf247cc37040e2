using System.Runtime.CompilerServices;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

// How the statement runs. If enter, block and exit complete synchronously, no async method runs, which takes half the time.
// The statement with a result and the one without are written out separately: one generic core for both takes 20 ns instead of 8.
public static partial class AsyncContextManagerExtensions
{
    /// <summary>The statement. Every other form without a result calls it with another block.</summary>
    internal static ValueTask RunAsync<T, TState>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, CancellationToken cancellationToken)
    {
        if (ExecutionContext.Capture() is not { } ambient)
            return RunWithoutFlowAsync(manager, state, body, cancellationToken);

        var context = SynchronizationContext.Current;
        var run = ObserveAndStartAsync(manager, state, body, cancellationToken);
        ExecutionContext.Restore(ambient); // here, since a method that does it takes 6 of 20 ns more, and in no finally: starting throws nothing
        if (SynchronizationContext.Current != context)
            SynchronizationContext.SetSynchronizationContext(context);
        return run;
    }

    /// <summary>The statement with a result. Where the exit suppresses the exception, <paramref name="suppressed"/> makes the result or
    /// throws.</summary>
    internal static ValueTask<TResult> RunAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager,
        TState state,
        Func<T, TState, ValueTask<TResult>> body,
        Func<Exception, Outcome<TResult>> suppressed,
        CancellationToken cancellationToken)
    {
        if (ExecutionContext.Capture() is not { } ambient)
            return RunWithoutFlowAsync(manager, state, body, suppressed, cancellationToken);

        var context = SynchronizationContext.Current;
        var run = ObserveAndStartAsync(manager, state, body, suppressed, cancellationToken);
        ExecutionContext.Restore(ambient);
        if (SynchronizationContext.Current != context)
            SynchronizationContext.SetSynchronizationContext(context);
        return run;
    }

    private static async ValueTask RunWithoutFlowAsync<T, TState>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, CancellationToken cancellationToken) =>
        await ObserveAndStartAsync(manager, state, body, cancellationToken).ConfigureAwait(false);

    private static async ValueTask<TResult> RunWithoutFlowAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager,
        TState state,
        Func<T, TState, ValueTask<TResult>> body,
        Func<Exception, Outcome<TResult>> suppressed,
        CancellationToken cancellationToken) =>
        await ObserveAndStartAsync(manager, state, body, suppressed, cancellationToken).ConfigureAwait(false);

    /// <summary>Does what can be done synchronously, and leaves the rest to an <c>async</c> method. Throws nothing.</summary>
    /// <remarks>It leaves the try at its end only: to return from inside, or through another method, takes 1 to 3 of 14 ns more.</remarks>
    private static ValueTask StartAsync<T, TState, TUse>(
        TUse use, TState state, Func<T, TState, ValueTask> body, CancellationToken cancellationToken)
        where TUse : struct, IManagerUse<T>
    {
        ValueTask run = default;
        var (isEntered, inBlock) = (false, false);
        try
        {
            var entering = use.Manager.EnterAsync(cancellationToken);
            if (entering.IsCompletedSuccessfully)
            {
                var resource = entering.Result;
                use.Entered();
                isEntered = inBlock = true;
                var block = body(resource, state);
                if (block.IsCompletedSuccessfully)
                {
                    block.GetAwaiter().GetResult(); // a pooled task source is consumed exactly once
                    inBlock = false;
                    use.Exiting(null);
                    var exit = use.Manager.ExitAsync(null);
                    if (exit.IsCompletedSuccessfully)
                        use.Exited(new Outcome<bool>(exit.Result), null);
                    else
                        run = TUse.IsObserved ? AwaitExitAsync<T, VoidResult, TUse>(use, exit, default).WithoutResult : new ValueTask(exit.AsTask());
                }
                else
                {
                    var running = block.AsTask();
                    inBlock = false;
                    run = AwaitBlockAsync<T, TUse>(use, running).WithoutResult;
                }
            }
            else
            {
                run = RunBlockAsync(use, entering, state, body).WithoutResult;
            }
        }
        catch (Exception thrown)
        {
            run = TaskExceptions.ToValueTask(thrown);
            if (inBlock)
                run = AwaitBlockAsync<T, TUse>(use, run.AsTask()).WithoutResult;
            else if (isEntered)
                use.Exited(new Outcome<bool>(thrown), exception: null);
            else
                use.NotEntered(thrown);
        }

        return run;
    }

    /// <summary>The same for a statement with a result.</summary>
    private static ValueTask<TResult> StartAsync<T, TState, TResult, TUse>(
        TUse use,
        TState state,
        Func<T, TState, ValueTask<TResult>> body,
        Func<Exception, Outcome<TResult>> suppressed,
        CancellationToken cancellationToken)
        where TUse : struct, IManagerUse<T>
    {
        ValueTask<TResult> run = default;
        var (isEntered, inBlock) = (false, false);
        try
        {
            var entering = use.Manager.EnterAsync(cancellationToken);
            if (entering.IsCompletedSuccessfully)
            {
                var resource = entering.Result;
                use.Entered();
                isEntered = inBlock = true;
                var block = body(resource, state);
                if (block.IsCompletedSuccessfully)
                {
                    var result = block.Result;
                    inBlock = false;
                    use.Exiting(null);
                    var exit = use.Manager.ExitAsync(null);
                    if (exit.IsCompletedSuccessfully)
                    {
                        use.Exited(new Outcome<bool>(exit.Result), null);
                        run = new ValueTask<TResult>(result);
                    }
                    else
                    {
                        run = AwaitExitAsync<T, TResult, TUse>(use, exit, result).WithResult;
                    }
                }
                else
                {
                    var running = block.AsTask();
                    inBlock = false;
                    run = AwaitBlockAsync<T, TResult, TUse>(use, running, suppressed).WithResult;
                }
            }
            else
            {
                run = RunBlockAsync(use, entering, state, body, suppressed).WithResult;
            }
        }
        catch (Exception thrown)
        {
            run = TaskExceptions.ToValueTask<TResult>(thrown);
            if (inBlock)
                run = AwaitBlockAsync<T, TResult, TUse>(use, run.AsTask(), suppressed).WithResult;
            else if (isEntered)
                use.Exited(new Outcome<bool>(thrown), exception: null);
            else
                use.NotEntered(thrown);
        }

        return run;
    }

    /// <summary>The statement whose enter has failed, or not completed.</summary>
    /// <remarks>
    /// Exceptions are passed as values, and the method ends with a <see cref="Failure"/>. A throw costs 2 to 3 microseconds, and adds this method to
    /// the stack trace of the exception.
    /// </remarks>
    private static async StatementTask<T> RunBlockAsync<T, TState, TUse>(
        TUse use, ValueTask<T> entering, TState state, Func<T, TState, ValueTask> body)
        where TUse : struct, IManagerUse<T>
    {
        var enter = await entering.Outcome(ContinuesOnCapturedContext(use.Manager));
        var exception = enter.Exception;
        if (exception is not null)
        {
            use.NotEntered(exception);
        }
        else
        {
            use.Entered();
            var block = StartBlock(enter.Value!, state, body);
            if (!block.IsCompletedSuccessfully)
                await block.ConfigureAwait(WithoutThrowing(use.Manager));
            exception = TaskExceptions.GetException(block);
            use.Exiting(exception);
            var exit = await ExitAsync(use.Manager, exception).Outcome(continueOnCapturedContext: false);
            use.Exited(exit, exception);
            exception = exit.ExceptionAfter(exception);
        }

        if (exception is not null)
            await new Failure(exception);
        return default!; // not read: it is of the type of the resource, so that the builder of the method knows the type of the enter
    }

    /// <inheritdoc cref="RunBlockAsync{T, TState, TUse}"/>
    private static async StatementTask<TResult> RunBlockAsync<T, TState, TResult, TUse>(
        TUse use, ValueTask<T> entering, TState state, Func<T, TState, ValueTask<TResult>> body, Func<Exception, Outcome<TResult>> suppressed)
        where TUse : struct, IManagerUse<T>
    {
        var enter = await entering.Outcome(ContinuesOnCapturedContext(use.Manager));
        if (enter.Exception is not null)
        {
            use.NotEntered(enter.Exception);
            await new Failure(enter.Exception);
        }

        use.Entered();
        var block = StartBlock(enter.Value!, state, body);
        if (!block.IsCompletedSuccessfully)
            await ((Task)block).ConfigureAwait(WithoutThrowing(use.Manager));
        var thrown = TaskExceptions.GetException(block);
        use.Exiting(thrown);
        var exit = await ExitAsync(use.Manager, thrown).Outcome(continueOnCapturedContext: false);
        use.Exited(exit, thrown);
        var outcome = OutcomeOf(block, thrown, exit, suppressed);
        if (outcome.Exception is not null)
            await new Failure(outcome.Exception);
        return outcome.Value!;
    }

    /// <summary>The statement whose block has not completed, or has failed. There may be many of these at once, so the method keeps little.</summary>
    private static async StatementTask<VoidResult> AwaitBlockAsync<T, TUse>(TUse use, Task block)
        where TUse : struct, IManagerUse<T>
    {
        await block.ConfigureAwait(WithoutThrowing(use.Manager));
        var exception = TaskExceptions.GetException(block);
        use.Exiting(exception);
        var exit = await ExitAsync(use.Manager, exception).Outcome(continueOnCapturedContext: false);
        use.Exited(exit, exception);
        exception = exit.ExceptionAfter(exception);
        if (exception is not null)
            await new Failure(exception);
        return default;
    }

    /// <inheritdoc cref="AwaitBlockAsync{T, TUse}(TUse, Task)"/>
    private static async StatementTask<TResult> AwaitBlockAsync<T, TResult, TUse>(
        TUse use, Task<TResult> block, Func<Exception, Outcome<TResult>> suppressed)
        where TUse : struct, IManagerUse<T>
    {
        await ((Task)block).ConfigureAwait(WithoutThrowing(use.Manager));
        var thrown = TaskExceptions.GetException(block);
        use.Exiting(thrown);
        var exit = await ExitAsync(use.Manager, thrown).Outcome(continueOnCapturedContext: false);
        use.Exited(exit, thrown);
        var outcome = OutcomeOf(block, thrown, exit, suppressed);
        if (outcome.Exception is not null)
            await new Failure(outcome.Exception);
        return outcome.Value!;
    }

    /// <summary>The statement whose block has succeeded, and whose exit has not completed.</summary>
    private static async StatementTask<TResult> AwaitExitAsync<T, TResult, TUse>(TUse use, ValueTask<bool> exiting, TResult result)
        where TUse : struct, IManagerUse<T>
    {
        var exit = await exiting.Outcome(continueOnCapturedContext: false);
        use.Exited(exit, exception: null);
        if (exit.Exception is not null)
            await new Failure(exit.Exception);
        return result;
    }

    /// <summary>Calls the block. What it throws before it returns its task is in the returned task.</summary>
    private static Task StartBlock<T, TState>(T resource, TState state, Func<T, TState, ValueTask> body)
    {
        try
        {
            return body(resource, state).AsTask();
        }
        catch (Exception thrown)
        {
            return TaskExceptions.ToValueTask(thrown).AsTask();
        }
    }

    /// <inheritdoc cref="StartBlock{T, TState}"/>
    private static Task<TResult> StartBlock<T, TState, TResult>(T resource, TState state, Func<T, TState, ValueTask<TResult>> body)
    {
        try
        {
            return body(resource, state).AsTask();
        }
        catch (Exception thrown)
        {
            return TaskExceptions.ToValueTask<TResult>(thrown).AsTask();
        }
    }

    private static ValueTask<bool> ExitAsync<T>(IAsyncContextManager<T> manager, Exception? exception) =>
        exception is null ? ManagerExit.CallAsync(manager, null) : FailureExit.RunAsync(manager, exception);

    /// <summary>How a statement with a result ends whose block threw <paramref name="thrown"/>, if anything, and whose exit ended with
    /// <paramref name="exit"/>.</summary>
    private static Outcome<TResult> OutcomeOf<TResult>(
        Task<TResult> block, Exception? thrown, Outcome<bool> exit, Func<Exception, Outcome<TResult>> suppressed) =>
        exit.ExceptionAfter(thrown) is { } exception ? new(exception)
        : thrown is not null ? suppressed(thrown)
        : new(block.Result);

    /// <summary>What a statement fails with whose exit ended with <paramref name="exit"/> after its block threw <paramref name="thrown"/>, if it
    /// did.</summary>
    private static Exception? ExceptionAfter(this Outcome<bool> exit, Exception? thrown) => exit.Exception ?? (exit.Value ? null : thrown);

    private static bool ContinuesOnCapturedContext<T>(IAsyncContextManager<T> manager) =>
        manager is not ConfiguredAsyncContextManager<T> { ContinuesOnCapturedContext: false };

    private static ConfigureAwaitOptions WithoutThrowing<T>(IAsyncContextManager<T> manager) =>
        ConfigureAwaitOptions.SuppressThrowing
        | (ContinuesOnCapturedContext(manager) ? ConfigureAwaitOptions.ContinueOnCapturedContext : ConfigureAwaitOptions.None);
}
