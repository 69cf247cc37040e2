using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

// The other forms of the function that opens. A synchronous function with a result is taken by 'in' wherever the library takes one: for C# and
// Visual Basic that changes nothing. F# ignores such a form, which it could not distinguish from one whose result is a task.
public static partial class AsyncContextManager
{
    /// <inheritdoc cref="FromDisposable{T}(Func{CancellationToken, ValueTask{T}})"/>
    [OverloadResolutionPriority(-1)]
    public static IAsyncContextManager<T> FromDisposable<T>(Func<CancellationToken, Task<T>> open)
        where T : IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(open);
        return FromDisposable(new Func<CancellationToken, ValueTask<T>>(open.OpenAsync));
    }

    /// <inheritdoc cref="FromDisposable{T}(Func{CancellationToken, ValueTask{T}})"/>
    [OverloadResolutionPriority(-2)]
    public static IAsyncContextManager<T> FromDisposable<T>(Func<ValueTask<T>> open)
        where T : IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(open);
        return FromDisposable(new Func<CancellationToken, ValueTask<T>>(open.OpenAsync));
    }

    /// <inheritdoc cref="FromDisposable{T}(Func{CancellationToken, ValueTask{T}})"/>
    [OverloadResolutionPriority(-3)]
    public static IAsyncContextManager<T> FromDisposable<T>(Func<Task<T>> open)
        where T : IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(open);
        return FromDisposable(new Func<CancellationToken, ValueTask<T>>(open.OpenAsync));
    }

    /// <inheritdoc cref="FromDisposable{T}(Func{CancellationToken, ValueTask{T}})"/>
    [OverloadResolutionPriority(-4)]
    public static IAsyncContextManager<T> FromDisposable<T>(in Func<T> open)
        where T : IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(open);
        return FromDisposable(new Func<CancellationToken, ValueTask<T>>(open.OpenAsync));
    }
}
