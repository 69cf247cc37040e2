using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

// How the statement runs. Where enter, block and exit complete synchronously it is no async method, which takes half the time of one.
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
        var run = StartAsync(manager, state, body, cancellationToken);
        ExecutionContext.Restore(ambient); // here, since a method that does it takes 6 of 20 ns more, and in no finally: starting throws nothing
        if (SynchronizationContext.Current != context)
            SynchronizationContext.SetSynchronizationContext(context);
        return run;
    }

    /// <summary>The statement with a result. Where the exit suppresses the exception, <paramref name="suppressed"/> makes the result or throws.</summary>
    internal static ValueTask<TResult> RunAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager,
        TState state,
        Func<T, TState, ValueTask<TResult>> body,
        Func<Exception, TResult> suppressed,
        CancellationToken cancellationToken)
    {
        if (ExecutionContext.Capture() is not { } ambient)
            return RunWithoutFlowAsync(manager, state, body, suppressed, cancellationToken);

        var context = SynchronizationContext.Current;
        var run = StartAsync(manager, state, body, suppressed, cancellationToken);
        ExecutionContext.Restore(ambient);
        if (SynchronizationContext.Current != context)
            SynchronizationContext.SetSynchronizationContext(context);
        return run;
    }

    private static async ValueTask RunWithoutFlowAsync<T, TState>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, CancellationToken cancellationToken) =>
        await StartAsync(manager, state, body, cancellationToken).ConfigureAwait(false);

    private static async ValueTask<TResult> RunWithoutFlowAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager,
        TState state,
        Func<T, TState, ValueTask<TResult>> body,
        Func<Exception, TResult> suppressed,
        CancellationToken cancellationToken) =>
        await StartAsync(manager, state, body, suppressed, cancellationToken).ConfigureAwait(false);

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
                run = AwaitEnter(entering, manager, state, body);
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
        Func<Exception, TResult> suppressed,
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
                        run = AwaitExitAsync(exit, result);
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
                run = AwaitEnter(entering, manager, state, body, suppressed);
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
    private static ValueTask AwaitEnter<T, TState>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body) =>
        entering.IsCompleted && !entering.IsCompletedSuccessfully
            ? TaskExceptions.ToValueTask(TaskExceptions.GetException(entering.AsTask())!)
            : RunBlockAsync(entering, manager, state, body).WithoutResult;

    /// <inheritdoc cref="AwaitEnter{T, TState}"/>
    private static ValueTask<TResult> AwaitEnter<T, TState, TResult>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask<TResult>> body, Func<Exception, TResult> suppressed) =>
        entering.IsCompleted && !entering.IsCompletedSuccessfully
            ? TaskExceptions.ToValueTask<TResult>(TaskExceptions.GetException(entering.AsTask())!)
            : RunBlockAsync(entering, manager, state, body, suppressed).WithResult;

    /// <summary>The statement whose enter has not completed.</summary>
    /// <remarks>
    /// It does not throw what it fails with, but awaits it as a <see cref="Failure"/>, and it looks at the task of the block: a throw costs 2 to 3
    /// microseconds. A failing enter or exit is caught: looking at their tasks would take a fifth of the time of those that succeed.
    /// </remarks>
    private static async StatementTask<VoidResult> RunBlockAsync<T, TState>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body)
    {
        var isEntered = false;
        Task? running = null;
        Exception? exception = null;
        try
        {
            var resource = await entering.ConfigureAwait(ContinuesOnCapturedContext(manager));
            isEntered = true;
            var block = body(resource, state);
            if (block.IsCompletedSuccessfully)
                block.GetAwaiter().GetResult();
            else
                running = block.AsTask();
        }
        catch (Exception thrown)
        {
            exception = thrown;
        }

        if (running is not null)
        {
            await running.ConfigureAwait(WithoutThrowing(manager));
            exception = TaskExceptions.GetException(running);
        }

        try
        {
            if (isEntered && await ExitAsync(manager, exception).ConfigureAwait(false))
                exception = null;
        }
        catch (Exception thrown)
        {
            exception = thrown;
        }

        if (exception is not null)
            await new Failure(exception);

        return default;
    }

    /// <inheritdoc cref="RunBlockAsync{T, TState}"/>
    private static async StatementTask<TResult> RunBlockAsync<T, TState, TResult>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask<TResult>> body, Func<Exception, TResult> suppressed)
    {
        var isEntered = false;
        Task<TResult>? running = null;
        TResult? result = default;
        Exception? exception = null;
        try
        {
            var resource = await entering.ConfigureAwait(ContinuesOnCapturedContext(manager));
            isEntered = true;
            var block = body(resource, state);
            if (block.IsCompletedSuccessfully)
                result = block.Result;
            else
                running = block.AsTask();
        }
        catch (Exception thrown)
        {
            exception = thrown;
        }

        if (running is not null)
        {
            await ((Task)running).ConfigureAwait(WithoutThrowing(manager));
            exception = TaskExceptions.GetException(running);
            if (exception is null)
                result = running.Result;
        }

        var isSuppressed = false;
        try
        {
            isSuppressed = isEntered && await ExitAsync(manager, exception).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            exception = thrown;
        }

        if (exception is null)
            return result!;
        if (!isSuppressed)
            await new Failure(exception);
        return suppressed(exception);
    }

    /// <summary>The statement whose block has not completed, or has failed. There may be many of these at once, so the method keeps little.</summary>
    private static async StatementTask<VoidResult> AwaitBlockAsync<T>(IAsyncContextManager<T> manager, Task block)
    {
        await block.ConfigureAwait(WithoutThrowing(manager));
        var exception = TaskExceptions.GetException(block);
        try
        {
            if (await ExitAsync(manager, exception).ConfigureAwait(false))
                exception = null;
        }
        catch (Exception thrown)
        {
            exception = thrown;
        }

        if (exception is not null)
            await new Failure(exception);

        return default;
    }

    /// <inheritdoc cref="AwaitBlockAsync{T}(IAsyncContextManager{T}, Task)"/>
    private static async StatementTask<TResult> AwaitBlockAsync<T, TResult>(
        IAsyncContextManager<T> manager, Task<TResult> block, Func<Exception, TResult> suppressed)
    {
        await ((Task)block).ConfigureAwait(WithoutThrowing(manager));
        var exception = TaskExceptions.GetException(block);
        var isSuppressed = false;
        try
        {
            isSuppressed = await ExitAsync(manager, exception).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            exception = thrown;
        }

        if (exception is null)
            return block.Result;
        if (!isSuppressed)
            await new Failure(exception);
        return suppressed(exception);
    }

    /// <summary>The statement whose block has succeeded, and whose exit has not completed.</summary>
    private static async ValueTask<TResult> AwaitExitAsync<TResult>(ValueTask<bool> exit, TResult result)
    {
        await exit.ConfigureAwait(false);
        return result;
    }

    private static ValueTask<bool> ExitAsync<T>(IAsyncContextManager<T> manager, Exception? exception) =>
        exception is null ? manager.ExitAsync(null) : FailureExit.RunAsync(manager, exception);

    private static bool ContinuesOnCapturedContext<T>(IAsyncContextManager<T> manager) =>
        manager is not ConfiguredAsyncContextManager<T> { ContinuesOnCapturedContext: false };

    private static ConfigureAwaitOptions WithoutThrowing<T>(IAsyncContextManager<T> manager) =>
        ConfigureAwaitOptions.SuppressThrowing
        | (ContinuesOnCapturedContext(manager) ? ConfigureAwaitOptions.ContinueOnCapturedContext : ConfigureAwaitOptions.None);
}
