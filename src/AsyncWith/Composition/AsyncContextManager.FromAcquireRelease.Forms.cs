using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

// The other forms of the two functions, each with each. The priority is the sum of those of the two forms, so that a lambda which fits several is
// taken as asynchronous, and its task is awaited.
public static partial class AsyncContextManager
{
    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-1)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<CancellationToken, ValueTask<T>> acquire, Func<T, Exception?, Task> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire, release.ReleaseAsync);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-2)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<CancellationToken, ValueTask<T>> acquire, Action<T, Exception?> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire, release.ReleaseAsync);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-1)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<CancellationToken, Task<T>> acquire, Func<T, Exception?, ValueTask> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-2)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<CancellationToken, Task<T>> acquire, Func<T, Exception?, Task> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release.ReleaseAsync);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-3)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<CancellationToken, Task<T>> acquire, Action<T, Exception?> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release.ReleaseAsync);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-2)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<ValueTask<T>> acquire, Func<T, Exception?, ValueTask> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-3)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<ValueTask<T>> acquire, Func<T, Exception?, Task> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release.ReleaseAsync);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-4)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<ValueTask<T>> acquire, Action<T, Exception?> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release.ReleaseAsync);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-3)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<Task<T>> acquire, Func<T, Exception?, ValueTask> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-4)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<Task<T>> acquire, Func<T, Exception?, Task> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release.ReleaseAsync);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-5)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(Func<Task<T>> acquire, Action<T, Exception?> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release.ReleaseAsync);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-4)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(in Func<T> acquire, Func<T, Exception?, ValueTask> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-5)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(in Func<T> acquire, Func<T, Exception?, Task> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release.ReleaseAsync);
    }

    /// <inheritdoc cref="FromAcquireRelease{T}(Func{CancellationToken, ValueTask{T}}, Func{T, Exception, ValueTask})"/>
    [OverloadResolutionPriority(-6)]
    public static IAsyncContextManager<T> FromAcquireRelease<T>(in Func<T> acquire, Action<T, Exception?> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire.OpenAsync, release.ReleaseAsync);
    }
}
