using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>A context manager with a choice of where the block and the exit run; made by <see cref="AsyncContextManagerExtensions.ConfigureAwait"/>.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// <code>
/// await manager.ConfigureAwait(false).UseAsync(async resource => await resource.WorkAsync().ConfigureAwait(false));
/// </code>
/// </remarks>
public readonly struct ConfiguredAsyncContextManager<T>
{
    private readonly IAsyncContextManager<T>? _manager;
    private readonly bool _continueOnCapturedContext;

    internal ConfiguredAsyncContextManager(IAsyncContextManager<T> manager, bool continueOnCapturedContext)
    {
        _manager = manager;
        _continueOnCapturedContext = continueOnCapturedContext;
    }

    private IAsyncContextManager<T> Manager =>
        _manager ?? throw new InvalidOperationException("This value has no context manager. Get one from manager.ConfigureAwait(…).");

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T}(IAsyncContextManager{T}, Func{T, ValueTask}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask UseAsync(Func<T, ValueTask> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static (resource, body) => body(resource), _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T}(IAsyncContextManager{T}, Func{T, ValueTask}, CancellationToken)"/>
    public ValueTask UseAsync(Func<T, Task> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static (resource, body) => new ValueTask(body(resource)), _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T}(IAsyncContextManager{T}, Func{T, ValueTask}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask UseAsync(Func<ValueTask> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static (_, body) => body(), _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T}(IAsyncContextManager{T}, Func{T, ValueTask}, CancellationToken)"/>
    public ValueTask UseAsync(Func<Task> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static (_, body) => new ValueTask(body()), _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask<TResult> UseAsync<TResult>(Func<T, ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static (resource, body) => body(resource), AsyncContextManagerExtensions.NoResult<TResult>, _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    public ValueTask<TResult> UseAsync<TResult>(Func<T, Task<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static (resource, body) => new ValueTask<TResult>(body(resource)), AsyncContextManagerExtensions.NoResult<TResult>, _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask<TResult> UseAsync<TResult>(Func<ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static (_, body) => body(), AsyncContextManagerExtensions.NoResult<TResult>, _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    public ValueTask<TResult> UseAsync<TResult>(Func<Task<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static (_, body) => new ValueTask<TResult>(body()), AsyncContextManagerExtensions.NoResult<TResult>, _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseOrDefaultAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask<TResult?> UseOrDefaultAsync<TResult>(Func<T, ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static ValueTask<TResult?> (resource, body) => body(resource)!, AsyncContextManagerExtensions.DefaultResult<TResult>, _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseOrDefaultAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    public ValueTask<TResult?> UseOrDefaultAsync<TResult>(Func<T, Task<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static ValueTask<TResult?> (resource, body) => new ValueTask<TResult>(body(resource))!, AsyncContextManagerExtensions.DefaultResult<TResult>, _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseOrDefaultAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask<TResult?> UseOrDefaultAsync<TResult>(Func<ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static ValueTask<TResult?> (_, body) => body()!, AsyncContextManagerExtensions.DefaultResult<TResult>, _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseOrDefaultAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    public ValueTask<TResult?> UseOrDefaultAsync<TResult>(Func<Task<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, body, static ValueTask<TResult?> (_, body) => new ValueTask<TResult>(body())!, AsyncContextManagerExtensions.DefaultResult<TResult>, _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T, TState}(IAsyncContextManager{T}, TState, Func{T, TState, ValueTask}, CancellationToken)"/>
    public ValueTask UseAsync<TState>(TState state, Func<T, TState, ValueTask> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, state, body, _continueOnCapturedContext, cancellationToken);
    }

    /// <inheritdoc cref="AsyncContextManagerExtensions.UseAsync{T, TState, TResult}(IAsyncContextManager{T}, TState, Func{T, TState, ValueTask{TResult}}, CancellationToken)"/>
    public ValueTask<TResult> UseAsync<TState, TResult>(TState state, Func<T, TState, ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AsyncContextManagerExtensions.RunAsync(Manager, state, body, AsyncContextManagerExtensions.NoResult<TResult>, _continueOnCapturedContext, cancellationToken);
    }
}
