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
        var run = StartAsync(Observation.Observe(manager), state, body, cancellationToken);
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
        var run = StartAsync(Observation.Observe(manager), state, body, suppressed, cancellationToken);
        ExecutionContext.Restore(ambient);
        if (SynchronizationContext.Current != context)
            SynchronizationContext.SetSynchronizationContext(context);
        return run;
    }

    private static async ValueTask RunWithoutFlowAsync<T, TState>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, CancellationToken cancellationToken) =>
        await StartAsync(Observation.Observe(manager), state, body, cancellationToken).ConfigureAwait(false);

    private static async ValueTask<TResult> RunWithoutFlowAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager,
        TState state,
        Func<T, TState, ValueTask<TResult>> body,
        Func<Exception, Outcome<TResult>> suppressed,
        CancellationToken cancellationToken) =>
        await StartAsync(Observation.Observe(manager), state, body, suppressed, cancellationToken).ConfigureAwait(false);

    /// <summary>Does what can be done synchronously, and leaves the rest to an <c>async</c> method. Throws nothing.</summary>
    /// <remarks>It leaves the try at its end only: to return from inside, or through another method, takes 1 to 3 of 14 ns more.</remarks>
    private static ValueTask StartAsync<T, TState>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, CancellationToken cancellationToken)
    {
        ValueTask run = default;
        var inBlock = false;
        try
        {
            var entering = manager.EnterAsync(cancellationToken);
            if (entering.IsCompletedSuccessfully)
            {
                var resource = entering.Result;
                inBlock = true;
                var block = body(resource, state);
                if (block.IsCompletedSuccessfully)
                {
                    block.GetAwaiter().GetResult(); // a pooled task source is consumed exactly once
                    inBlock = false;
                    var exit = manager.ExitAsync(null);
                    if (exit.IsCompletedSuccessfully)
                        exit.GetAwaiter().GetResult();
                    else
                        run = new ValueTask(exit.AsTask());
                }
                else
                {
                    var running = block.AsTask();
                    inBlock = false;
                    run = AwaitBlockAsync(manager, running).WithoutResult;
                }
            }
            else
            {
                run = RunBlockAsync(entering, manager, state, body).WithoutResult;
            }
        }
        catch (Exception thrown)
        {
            run = TaskExceptions.ToValueTask(thrown);
            if (inBlock)
                run = AwaitBlockAsync(manager, run.AsTask()).WithoutResult;
        }

        return run;
    }

    /// <inheritdoc cref="StartAsync{T, TState}"/>
    private static ValueTask<TResult> StartAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager,
        TState state,
        Func<T, TState, ValueTask<TResult>> body,
        Func<Exception, Outcome<TResult>> suppressed,
        CancellationToken cancellationToken)
    {
        ValueTask<TResult> run = default;
        var inBlock = false;
        try
        {
            var entering = manager.EnterAsync(cancellationToken);
            if (entering.IsCompletedSuccessfully)
            {
                var resource = entering.Result;
                inBlock = true;
                var block = body(resource, state);
                if (block.IsCompletedSuccessfully)
                {
                    var result = block.Result;
                    inBlock = false;
                    var exit = manager.ExitAsync(null);
                    if (exit.IsCompletedSuccessfully)
                    {
                        exit.GetAwaiter().GetResult();
                        run = new ValueTask<TResult>(result);
                    }
                    else
                    {
                        run = AwaitExitAsync(exit, result).WithResult;
                    }
                }
                else
                {
                    var running = block.AsTask();
                    inBlock = false;
                    run = AwaitBlockAsync(manager, running, suppressed).WithResult;
                }
            }
            else
            {
                run = RunBlockAsync(entering, manager, state, body, suppressed).WithResult;
            }
        }
        catch (Exception thrown)
        {
            run = TaskExceptions.ToValueTask<TResult>(thrown);
            if (inBlock)
                run = AwaitBlockAsync(manager, run.AsTask(), suppressed).WithResult;
        }

        return run;
    }

    /// <summary>The statement whose enter has failed, or not completed.</summary>
    /// <remarks>
    /// Exceptions are passed as values, and the method ends with a <see cref="Failure"/>. A throw costs 2 to 3 microseconds, and adds this method to
    /// the stack trace of the exception.
    /// </remarks>
    private static async StatementTask<VoidResult> RunBlockAsync<T, TState>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body)
    {
        var enter = await entering.Outcome(ContinuesOnCapturedContext(manager));
        var exception = enter.Exception;
        if (exception is null)
        {
            var block = StartBlock(enter.Value!, state, body);
            if (!block.IsCompletedSuccessfully)
                await block.ConfigureAwait(WithoutThrowing(manager));
            exception = TaskExceptions.GetException(block);
            var exit = await ExitAsync(manager, exception).Outcome(continueOnCapturedContext: false);
            exception = exit.ExceptionAfter(exception);
        }

        if (exception is not null)
            await new Failure(exception);
        return default;
    }

    /// <inheritdoc cref="RunBlockAsync{T, TState}"/>
    private static async StatementTask<TResult> RunBlockAsync<T, TState, TResult>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask<TResult>> body,
        Func<Exception, Outcome<TResult>> suppressed)
    {
        var enter = await entering.Outcome(ContinuesOnCapturedContext(manager));
        if (enter.Exception is not null)
            await new Failure(enter.Exception);

        var block = StartBlock(enter.Value!, state, body);
        if (!block.IsCompletedSuccessfully)
            await ((Task)block).ConfigureAwait(WithoutThrowing(manager));
        var thrown = TaskExceptions.GetException(block);
        var exit = await ExitAsync(manager, thrown).Outcome(continueOnCapturedContext: false);
        var outcome = OutcomeOf(block, thrown, exit, suppressed);
        if (outcome.Exception is not null)
            await new Failure(outcome.Exception);
        return outcome.Value!;
    }

    /// <summary>The statement whose block has not completed, or has failed. There may be many of these at once, so the method keeps little.</summary>
    private static async StatementTask<VoidResult> AwaitBlockAsync<T>(IAsyncContextManager<T> manager, Task block)
    {
        await block.ConfigureAwait(WithoutThrowing(manager));
        var exception = TaskExceptions.GetException(block);
        var exit = await ExitAsync(manager, exception).Outcome(continueOnCapturedContext: false);
        exception = exit.ExceptionAfter(exception);
        if (exception is not null)
            await new Failure(exception);
        return default;
    }

    /// <inheritdoc cref="AwaitBlockAsync{T}(IAsyncContextManager{T}, Task)"/>
    private static async StatementTask<TResult> AwaitBlockAsync<T, TResult>(
        IAsyncContextManager<T> manager, Task<TResult> block, Func<Exception, Outcome<TResult>> suppressed)
    {
        await ((Task)block).ConfigureAwait(WithoutThrowing(manager));
        var thrown = TaskExceptions.GetException(block);
        var exit = await ExitAsync(manager, thrown).Outcome(continueOnCapturedContext: false);
        var outcome = OutcomeOf(block, thrown, exit, suppressed);
        if (outcome.Exception is not null)
            await new Failure(outcome.Exception);
        return outcome.Value!;
    }

    /// <summary>The statement whose block has succeeded, and whose exit has not completed.</summary>
    private static async StatementTask<TResult> AwaitExitAsync<TResult>(ValueTask<bool> exiting, TResult result)
    {
        var exit = await exiting.Outcome(continueOnCapturedContext: false);
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
