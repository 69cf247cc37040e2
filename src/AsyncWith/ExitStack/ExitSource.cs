using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Calls registered exits, the last one first, each with the exception that is pending when it runs.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal static class ExitSource
{
    /// <summary>Calls all exits, including those that are registered while it runs. No <c>async</c> method runs if all of them complete
    /// synchronously.</summary>
    /// <param name="exits">The exits.</param>
    /// <param name="exception">The exception that left the block, or <see langword="null"/>.</param>
    /// <returns>What one manager's exit would return.</returns>
    internal static ValueTask<bool> UnwindAsync(this IExitSource exits, Exception? exception)
    {
        var unwinding = new Unwinding(exception);
        while (exits.TryPop() is { } entry) // a loop, not recursion: a million entries need no more stack than one
        {
            var exiting = CallAsync(entry, unwinding.Next());
            if (!exiting.IsCompletedSuccessfully)
                return ContinueAsync(exits, unwinding, entry, exiting).WithResult;
            if (Observation.WasOn)
                entry.Exited(new Outcome<bool>(exiting.Result), unwinding.Pending);
            unwinding.Exited(exiting.Result);
        }

        return unwinding.Outcome().ToValueTask();
    }

    /// <summary>The same in an <c>async</c> method, which keeps what the exits do to the ambient state from its caller.</summary>
    internal static ValueTask<bool> UnwindWithoutFlowAsync(this IExitSource exits, Exception? exception) =>
        ContinueAsync(exits, new Unwinding(exception), null, default).WithResult;

    /// <summary>Calls an exit. Neither the method nor the properties of the task throw: an exception is in the task.</summary>
    internal static ValueTask<bool> CallAsync(ExitStackEntry entry, Exception? exception)
    {
        try
        {
            return ManagerExit.Check(entry.ExitAsync(exception));
        }
        catch (Exception thrown)
        {
            return TaskExceptions.ToValueTask<bool>(thrown);
        }
    }

    /// <summary>Awaits <paramref name="exiting"/>, an exit that was called, and calls and awaits the others.</summary>
    private static async StatementTask<bool> ContinueAsync(
        IExitSource exits, Unwinding unwinding, ExitStackEntry? entry, ValueTask<bool> exiting)
    {
        while (true)
        {
            var exit = await exiting.Outcome(continueOnCapturedContext: true);
            entry?.Exited(exit, unwinding.Pending);
            unwinding.Ended(exit);
            entry = exits.TryPop();
            if (entry is null)
                break;
            exiting = CallAsync(entry, unwinding.Next());
        }

        var outcome = unwinding.Outcome();
        if (outcome.Exception is not null)
            await new Failure(outcome.Exception);
        return outcome.Value;
    }
}
