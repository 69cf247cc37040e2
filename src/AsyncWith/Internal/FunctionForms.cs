using System.Diagnostics;

namespace AsyncWith.Internal;

/// <summary>Converts the user's functions to the form that the library calls: with every argument, and returning a <see cref="ValueTask"/>.</summary>
/// <remarks>A method group of these, such as <c>open.OpenAsync</c>, is a delegate whose target is the user's own. It needs no closure, and
/// <see cref="MethodName"/> finds the name of the user's function.</remarks>
[DebuggerStepThrough, StackTraceHidden]
internal static class FunctionForms
{
    private const string ReturnedNull = "A function that should return a task returned null. Make it an async method or lambda.";

    internal static ValueTask ToValueTask(Task? task) => task is null ? throw new InvalidOperationException(ReturnedNull) : new(task);

    internal static ValueTask<T> ToValueTask<T>(Task<T>? task) => task is null ? throw new InvalidOperationException(ReturnedNull) : new(task);

    internal static ValueTask<T> OpenAsync<T>(this Func<CancellationToken, Task<T>> open, CancellationToken cancellationToken) =>
        ToValueTask(open(cancellationToken));

    internal static ValueTask<T> OpenAsync<T>(this Func<ValueTask<T>> open, CancellationToken cancellationToken) => open();

    internal static ValueTask<T> OpenAsync<T>(this Func<Task<T>> open, CancellationToken cancellationToken) => ToValueTask(open());

    internal static ValueTask<T> OpenAsync<T>(this Func<T> open, CancellationToken cancellationToken) => new(open());

    internal static ValueTask ReleaseAsync<T>(this Func<T, Exception?, Task> release, T resource, Exception? exception) =>
        ToValueTask(release(resource, exception));

    internal static ValueTask ReleaseAsync<T>(this Action<T, Exception?> release, T resource, Exception? exception)
    {
        release(resource, exception);
        return default;
    }

    internal static ValueTask<bool> ExitAsync(this Func<Exception?, Task<bool>> exit, Exception? exception) =>
        ToValueTask(exit(exception));

    internal static ValueTask<bool> ExitAsync(this Func<Exception?, bool> exit, Exception? exception) => new(exit(exception));

    internal static ValueTask CallAsync(this Func<Task> callback) => ToValueTask(callback());

    internal static ValueTask CallAsync(this Action callback)
    {
        callback();
        return default;
    }

    internal static ValueTask CallAsync<T>(this Action<T> callback, T resource)
    {
        callback(resource);
        return default;
    }
}
