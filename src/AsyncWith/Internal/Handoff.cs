using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>Makes tasks whose awaiter takes over ambient state with the result (rule G5).</summary>
internal static class Handoff
{
    /// <summary>
    /// Whether a continuation may run inline on this thread. It may not if the thread has a context, because the continuation belongs to a caller
    /// without one (rule U2), and not if the stack is nearly full.
    /// </summary>
    internal static bool CanRunInline => !CallerContext.Exists && RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>A task whose awaiter takes over what <paramref name="steps"/> hands off.</summary>
    internal static ValueTask<T> ToValueTask<T>(ValueTask<Handoff<T>> steps)
    {
        if (steps.IsCompletedSuccessfully)
            return new ValueTask<T>(steps.Result.GetResult());

        var source = new HandoffSource<T>();
        Complete(source, steps);
        return source.Task;
    }

    /// <summary>Takes back what an enter has set in the ambient state, unless it has completed. What it sets comes with the result, and not
    /// before.</summary>
    /// <param name="before">The ambient state before the enter; <see langword="null"/> where the flow is suppressed.</param>
    /// <param name="entering">The enter, which the library made.</param>
    internal static ValueTask<T> RestoreUnlessCompleted<T>(ExecutionContext? before, ValueTask<T> entering)
    {
        if (!entering.IsCompletedSuccessfully && before is not null)
            ExecutionContext.Restore(before);
        return entering;
    }

    private static async void Complete<T>(HandoffSource<T> source, ValueTask<Handoff<T>> steps)
    {
        Handoff<T> handoff;
        try
        {
            handoff = await steps.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            source.SetException(exception);
            return;
        }

        source.SetResult(handoff);
    }
}
