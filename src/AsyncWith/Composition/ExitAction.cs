namespace AsyncWith;

/// <summary>One registered exit: what to call, and what to call it with, so that registering allocates no closure.</summary>
internal readonly struct ExitAction(object target, object? state, Func<object, object?, Exception?, ValueTask<bool>> exit)
{
    internal ValueTask<bool> ExitAsync(Exception? exception) => exit(target, state, exception);

    internal static ExitAction Of<T>(IAsyncContextManager<T> manager) =>
        new(manager, null, static (manager, _, exception) => ((IAsyncContextManager<T>)manager).ExitAsync(exception));

    internal static ExitAction Of(Func<Exception?, ValueTask<bool>> exit) =>
        new(exit, null, static (exit, _, exception) => ((Func<Exception?, ValueTask<bool>>)exit)(exception));

    internal static ExitAction Of(Func<ValueTask> callback) =>
        new(callback, null, static (callback, _, _) => NeverSuppress(((Func<ValueTask>)callback)()));

    internal static ExitAction Of<TState>(Func<TState, ValueTask> callback, TState state) =>
        new(callback, state, static (callback, state, _) => NeverSuppress(((Func<TState, ValueTask>)callback)((TState)state!)));

    internal static ExitAction Of(IAsyncDisposable resource) =>
        new(resource, null, static (resource, _, _) => NeverSuppress(((IAsyncDisposable)resource).DisposeAsync()));

    internal static ExitAction Of(IDisposable resource) =>
        new(resource, null, static (resource, _, _) =>
        {
            ((IDisposable)resource).Dispose();
            return default;
        });

    private static ValueTask<bool> NeverSuppress(ValueTask callback)
    {
        if (!callback.IsCompletedSuccessfully)
            return AwaitAsync(callback);
        callback.GetAwaiter().GetResult(); // a pooled task source is consumed exactly once
        return default;

        static async ValueTask<bool> AwaitAsync(ValueTask callback)
        {
            await callback;
            return false;
        }
    }
}
