using AsyncWith.Internal;

namespace AsyncWith;

// How the statement runs. Where enter, block and exit complete synchronously it is no async method: that takes half the time of one.
public static partial class AsyncContextManagerExtensions
{
    /// <summary>The statement itself; every other form is this one with another block.</summary>
    internal static ValueTask RunAsync<T, TState>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, bool onCapturedContext, CancellationToken cancellationToken)
    {
        if (ExecutionContext.Capture() is not { } ambient)
            return RunWithoutFlowAsync(manager, state, body, onCapturedContext, cancellationToken);

        var context = SynchronizationContext.Current;
        var run = StartAsync(manager, state, body, onCapturedContext, cancellationToken);
        ExecutionContext.Restore(ambient); // here, since a method that does it takes 6 of 20 ns more, and in no finally: starting throws nothing
        if (SynchronizationContext.Current != context)
            SynchronizationContext.SetSynchronizationContext(context);
        return run;
    }

    /// <summary>The statement for a block with a result. Where the exit suppressed the exception there is none, and <paramref name="suppressed"/> decides.</summary>
    internal static ValueTask<TResult> RunAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask<TResult>> body, Func<Exception, TResult> suppressed, bool onCapturedContext, CancellationToken cancellationToken)
    {
        if (ExecutionContext.Capture() is not { } ambient)
            return RunWithoutFlowAsync(manager, state, body, suppressed, onCapturedContext, cancellationToken);

        var context = SynchronizationContext.Current;
        var run = StartAsync(manager, state, body, suppressed, onCapturedContext, cancellationToken);
        ExecutionContext.Restore(ambient);
        if (SynchronizationContext.Current != context)
            SynchronizationContext.SetSynchronizationContext(context);
        return run;
    }

    private static async ValueTask RunWithoutFlowAsync<T, TState>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, bool onCapturedContext, CancellationToken cancellationToken) =>
        await StartAsync(manager, state, body, onCapturedContext, cancellationToken).ConfigureAwait(false);

    private static async ValueTask<TResult> RunWithoutFlowAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask<TResult>> body, Func<Exception, TResult> suppressed, bool onCapturedContext, CancellationToken cancellationToken) =>
        await StartAsync(manager, state, body, suppressed, onCapturedContext, cancellationToken).ConfigureAwait(false);

    /// <summary>Does what can be done synchronously, and leaves the rest to an <c>async</c> method. Throws nothing.</summary>
    /// <remarks>It leaves the try at its end only: to return from inside, or through another method, takes 1 to 3 of 14 ns more.</remarks>
    private static ValueTask StartAsync<T, TState>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, bool onCapturedContext, CancellationToken cancellationToken)
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
                inBlock = false;
                if (block.IsCompletedSuccessfully)
                {
                    block.GetAwaiter().GetResult(); // a pooled task source is waiting for this
                    var exit = manager.ExitAsync(null);
                    if (exit.IsCompletedSuccessfully)
                        exit.GetAwaiter().GetResult();
                    else
                        run = new ValueTask(exit.AsTask());
                }
                else
                {
                    run = FinishAsync(manager, block.AsTask(), onCapturedContext).WithoutResult;
                }
            }
            else
            {
                run = FinishEnter(entering, manager, state, body, onCapturedContext);
            }
        }
        catch (Exception thrown)
        {
            run = Faults.ToValueTask(thrown);
            if (inBlock)
                run = FinishAsync(manager, run.AsTask(), onCapturedContext).WithoutResult;
        }

        return run;
    }

    /// <inheritdoc cref="StartAsync{T, TState}"/>
    private static ValueTask<TResult> StartAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask<TResult>> body, Func<Exception, TResult> suppressed, bool onCapturedContext, CancellationToken cancellationToken)
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
                inBlock = false;
                if (block.IsCompletedSuccessfully)
                {
                    var result = block.Result;
                    var exit = manager.ExitAsync(null);
                    if (exit.IsCompletedSuccessfully)
                    {
                        exit.GetAwaiter().GetResult();
                        run = new ValueTask<TResult>(result);
                    }
                    else
                    {
                        run = FinishAsync(exit, result);
                    }
                }
                else
                {
                    run = FinishAsync(manager, block.AsTask(), suppressed, onCapturedContext).WithResult;
                }
            }
            else
            {
                run = FinishEnter(entering, manager, state, body, suppressed, onCapturedContext);
            }
        }
        catch (Exception thrown)
        {
            run = Faults.ToValueTask<TResult>(thrown);
            if (inBlock)
                run = FinishAsync(manager, run.AsTask(), suppressed, onCapturedContext).WithResult;
        }

        return run;
    }

    /// <summary>The statement whose enter has failed, or not completed.</summary>
    private static ValueTask FinishEnter<T, TState>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, bool onCapturedContext) =>
        entering.IsCompleted && !entering.IsCompletedSuccessfully
            ? Faults.ToValueTask(Faults.Of(entering.AsTask())!)
            : EnterAsync(entering, manager, state, body, onCapturedContext).WithoutResult;

    /// <inheritdoc cref="FinishEnter{T, TState}"/>
    private static ValueTask<TResult> FinishEnter<T, TState, TResult>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask<TResult>> body, Func<Exception, TResult> suppressed, bool onCapturedContext) =>
        entering.IsCompleted && !entering.IsCompletedSuccessfully
            ? Faults.ToValueTask<TResult>(Faults.Of(entering.AsTask())!)
            : EnterAsync(entering, manager, state, body, suppressed, onCapturedContext).WithResult;

    /// <summary>The statement whose enter has not completed.</summary>
    /// <remarks>
    /// What it fails with it does not throw, but awaits as a <see cref="Failure"/>, and of the block it looks at the task: a throw costs 2 to 3
    /// microseconds. A failing enter or exit is caught: looking at their tasks would take a fifth of the time of those that succeed.
    /// </remarks>
    private static async Statement<Nothing> EnterAsync<T, TState>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, bool onCapturedContext)
    {
        var isEntered = false;
        Task? running = null;
        Exception? exception = null;
        try
        {
            var resource = await entering.ConfigureAwait(onCapturedContext);
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
            await running.ConfigureAwait(Quietly(onCapturedContext));
            exception = Faults.Of(running);
        }

        try
        {
            if (isEntered && await manager.ExitAsync(exception).ConfigureAwait(onCapturedContext))
                exception = null;
        }
        catch (Exception thrown)
        {
            exception = ExceptionContext.Attach(thrown, exception);
        }

        if (exception is not null)
            await new Failure(exception);

        return default;
    }

    /// <inheritdoc cref="EnterAsync{T, TState}"/>
    private static async Statement<TResult> EnterAsync<T, TState, TResult>(
        ValueTask<T> entering, IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask<TResult>> body, Func<Exception, TResult> suppressed, bool onCapturedContext)
    {
        var isEntered = false;
        Task<TResult>? running = null;
        TResult? result = default;
        Exception? exception = null;
        try
        {
            var resource = await entering.ConfigureAwait(onCapturedContext);
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
            await ((Task)running).ConfigureAwait(Quietly(onCapturedContext));
            exception = Faults.Of(running);
            if (exception is null)
                result = running.Result;
        }

        var isSuppressed = false;
        try
        {
            isSuppressed = isEntered && await manager.ExitAsync(exception).ConfigureAwait(onCapturedContext);
        }
        catch (Exception thrown)
        {
            exception = ExceptionContext.Attach(thrown, exception);
        }

        if (exception is null)
            return result!;
        if (!isSuppressed)
            await new Failure(exception);
        return suppressed(exception);
    }

    /// <summary>The statement whose block has not completed, or has failed: of these there may be many at once, so the method keeps little.</summary>
    private static async Statement<Nothing> FinishAsync<T>(IAsyncContextManager<T> manager, Task block, bool onCapturedContext)
    {
        await block.ConfigureAwait(Quietly(onCapturedContext));
        var exception = Faults.Of(block);
        try
        {
            if (await manager.ExitAsync(exception).ConfigureAwait(onCapturedContext))
                exception = null;
        }
        catch (Exception thrown)
        {
            exception = ExceptionContext.Attach(thrown, exception);
        }

        if (exception is not null)
            await new Failure(exception);

        return default;
    }

    /// <inheritdoc cref="FinishAsync{T}(IAsyncContextManager{T}, Task, bool)"/>
    private static async Statement<TResult> FinishAsync<T, TResult>(
        IAsyncContextManager<T> manager, Task<TResult> block, Func<Exception, TResult> suppressed, bool onCapturedContext)
    {
        await ((Task)block).ConfigureAwait(Quietly(onCapturedContext));
        var exception = Faults.Of(block);
        var isSuppressed = false;
        try
        {
            isSuppressed = await manager.ExitAsync(exception).ConfigureAwait(onCapturedContext);
        }
        catch (Exception thrown)
        {
            exception = ExceptionContext.Attach(thrown, exception);
        }

        if (exception is null)
            return block.Result;
        if (!isSuppressed)
            await new Failure(exception);
        return suppressed(exception);
    }

    /// <summary>The statement whose block has succeeded, and whose exit has not completed.</summary>
    private static async ValueTask<TResult> FinishAsync<TResult>(ValueTask<bool> exit, TResult result)
    {
        await exit.ConfigureAwait(false);
        return result;
    }

    private static ConfigureAwaitOptions Quietly(bool onCapturedContext) =>
        ConfigureAwaitOptions.SuppressThrowing | (onCapturedContext ? ConfigureAwaitOptions.ContinueOnCapturedContext : ConfigureAwaitOptions.None);
}
