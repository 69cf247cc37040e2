namespace AsyncWith.Internal;

/// <summary>Makes tasks whose awaiter takes over ambient state with the result (rule G5).</summary>
internal static class Handoff
{
    /// <summary>A task whose awaiter takes over what <paramref name="steps"/> hands off.</summary>
    internal static ValueTask<T> ToValueTask<T>(ValueTask<Handoff<T>> steps)
    {
        if (steps.IsCompletedSuccessfully)
            return new ValueTask<T>(steps.Result.GetResult());

        var source = new HandoffSource<T>();
        Complete(source, steps);
        return source.Task;
    }

    /// <summary>Whether a caller without a context must not go on inline here: some code before happens to be on one (rule U2).</summary>
    internal static bool IsOnForeignContext => SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default;

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
