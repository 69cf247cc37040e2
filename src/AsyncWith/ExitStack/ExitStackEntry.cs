using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>One registered exit, a node of the linked list of an exit stack.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal abstract class ExitStackEntry
{
    /// <summary>The exit that was registered before this one. It runs after it.</summary>
    internal ExitStackEntry? Next { get; set; }

    internal abstract ValueTask<bool> ExitAsync(Exception? exception);

    /// <summary>The manager has been entered.</summary>
    internal virtual void Entered()
    {
    }

    /// <summary>The manager could not be entered.</summary>
    internal virtual void NotEntered(Exception exception)
    {
    }

    /// <summary>The enter has ended.</summary>
    /// <returns>The resource.</returns>
    /// <exception cref="Exception">What the enter threw.</exception>
    internal T Entered<T>(Outcome<T> enter)
    {
        if (enter.Exception is null)
            Entered();
        else
            NotEntered(enter.Exception);
        return enter.ValueOrThrow();
    }

    /// <summary>The exit, which was called with <paramref name="exception"/>, has ended.</summary>
    internal virtual void Exited(Outcome<bool> exit, Exception? exception)
    {
    }

    /// <summary>A copy. An entry is in one list only.</summary>
    internal ExitStackEntry Copy() => (ExitStackEntry)MemberwiseClone();

    /// <summary>The exit of a manager that is about to be entered, if there is an observer. It is told of this use of the manager.</summary>
    internal static ExitStackEntry? Observe<T>(IAsyncContextManager<T> manager) =>
        Observation.Current is { } observer ? new Observed<T>(observer, manager) : null;

    internal static ExitStackEntry Of<T>(IAsyncContextManager<T> manager) => new Manager<T>(manager);

    internal static ExitStackEntry Of(Func<Exception?, ValueTask<bool>> exit) => new Function(exit);

    internal static ExitStackEntry Of(Func<ValueTask> callback) => new Callback(callback);

    internal static ExitStackEntry Of<TState>(Func<TState, ValueTask> callback, TState state) => new Callback<TState>(callback, state);

    internal static ExitStackEntry Of(IAsyncDisposable resource) => new AsyncDisposal(resource);

    internal static ExitStackEntry Of(IDisposable resource) => new Disposal(resource);

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class Manager<T>(IAsyncContextManager<T> manager) : ExitStackEntry
    {
        internal override ValueTask<bool> ExitAsync(Exception? exception) => manager.ExitAsync(exception);
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class Observed<T>(ContextObserver observer, IAsyncContextManager<T> manager) : ExitStackEntry
    {
        private ObservedUse<T> _use = new(observer, manager);

        internal override ValueTask<bool> ExitAsync(Exception? exception)
        {
            _use.Exiting(exception);
            return _use.Manager.ExitAsync(exception);
        }

        internal override void Entered() => _use.Entered();

        internal override void NotEntered(Exception exception) => _use.NotEntered(exception);

        internal override void Exited(Outcome<bool> exit, Exception? exception) => _use.Exited(exit, exception);
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class Function(Func<Exception?, ValueTask<bool>> exit) : ExitStackEntry
    {
        internal override ValueTask<bool> ExitAsync(Exception? exception) => exit(exception);
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class Callback(Func<ValueTask> callback) : ExitStackEntry
    {
        internal override ValueTask<bool> ExitAsync(Exception? exception) => ExitResult.NotSuppressed(callback());
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class Callback<TState>(Func<TState, ValueTask> callback, TState state) : ExitStackEntry
    {
        internal override ValueTask<bool> ExitAsync(Exception? exception) => ExitResult.NotSuppressed(callback(state));
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class AsyncDisposal(IAsyncDisposable resource) : ExitStackEntry
    {
        internal override ValueTask<bool> ExitAsync(Exception? exception) => ExitResult.NotSuppressed(resource.DisposeAsync());
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class Disposal(IDisposable resource) : ExitStackEntry
    {
        internal override ValueTask<bool> ExitAsync(Exception? exception)
        {
            resource.Dispose();
            return default;
        }
    }
}
