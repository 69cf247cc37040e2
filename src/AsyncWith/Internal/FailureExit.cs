using System.Diagnostics;

namespace AsyncWith.Internal;

/// <summary>Exits a manager after a failure. If the exit throws, its exception is linked to the failure (rule E3).</summary>
[DebuggerStepThrough, StackTraceHidden]
internal static class FailureExit
{
    /// <summary>Calls the exit.</summary>
    /// <param name="manager">The manager, entered.</param>
    /// <param name="failure">The exception that the exit is called with.</param>
    /// <returns>What the exit returns, or a task that fails with what the exit threw. The method itself throws nothing.</returns>
    internal static ValueTask<bool> RunAsync<T>(IAsyncContextManager<T> manager, Exception failure)
    {
        var since = ExceptionContext.Now;
        try
        {
            var exit = manager.ExitAsync(failure);
            return exit.IsCompletedSuccessfully ? new ValueTask<bool>(exit.Result) : FinishAsync(exit.AsTask(), failure, since).WithResult;
        }
        catch (Exception thrown)
        {
            return TaskExceptions.ToValueTask<bool>(ExceptionContext.Attach(thrown, failure, since));
        }
    }

    /// <summary>Exits a manager that an enter had entered before it failed, and fails the enter.</summary>
    /// <returns>A task that fails with <paramref name="failure"/>, or with what the exit threw. It fails even if the exit suppressed the exception:
    /// without a resource there is no block to run.</returns>
    internal static ValueTask<TResult> FailEnterAsync<T, TResult>(IAsyncContextManager<T> entered, Exception failure) =>
        FailEnterAsync<TResult>(RunAsync(entered, failure), failure);

    /// <inheritdoc cref="FailEnterAsync{T, TResult}"/>
    /// <param name="exiting">The exits of what was entered.</param>
    /// <param name="failure">The exception that they were called with.</param>
    internal static ValueTask<TResult> FailEnterAsync<TResult>(ValueTask<bool> exiting, Exception failure)
    {
        return AwaitAsync(exiting, failure).WithResult;

        static async StatementTask<TResult> AwaitAsync(ValueTask<bool> exiting, Exception failure)
        {
            var exit = await exiting.Outcome(continueOnCapturedContext: false);
            await new Failure(exit.Exception ?? failure);
            return default!;
        }
    }

    private static async StatementTask<bool> FinishAsync(Task<bool> exit, Exception failure, long since)
    {
        await ((Task)exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (TaskExceptions.GetException(exit) is { } thrown)
            await new Failure(ExceptionContext.Attach(thrown, failure, since));
        return exit.Result;
    }
}
