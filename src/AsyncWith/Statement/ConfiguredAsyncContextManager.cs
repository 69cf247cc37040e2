using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A context manager that is configured with where its statement continues. Created by
/// <see cref="AsyncContextManagerExtensions.ConfigureAwait"/>.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// <code>
/// await manager.ConfigureAwait(false).UseAsync(async resource => await resource.WorkAsync().ConfigureAwait(false));
/// </code>
/// It is a manager, so tuples, exit stacks, scopes and compositions take it too. Configured with <see langword="false"/>, it enters and exits the
/// manager while no <see cref="SynchronizationContext"/> and no <see cref="TaskScheduler"/> but the default one is current. Therefore the code of the
/// manager does not return to the caller's context, even if it does not call <c>ConfigureAwait(false)</c> itself.
/// </remarks>
[DebuggerStepThrough, StackTraceHidden, DebuggerDisplay("ConfigureAwait({ContinuesOnCapturedContext})")]
public sealed class ConfiguredAsyncContextManager<T> : IAsyncContextManager<T>, IOuterManager<T>
{
    private readonly IAsyncContextManager<T> _manager;

    internal ConfiguredAsyncContextManager(IAsyncContextManager<T> manager, bool continueOnCapturedContext)
    {
        _manager = manager;
        ContinuesOnCapturedContext = continueOnCapturedContext;
    }

    internal bool ContinuesOnCapturedContext { get; }

    IAsyncContextManager<T> IOuterManager<T>.Inner => _manager;

    /// <summary>Enters the manager.</summary>
    /// <param name="cancellationToken">Passed to the manager.</param>
    /// <returns>The resource of the manager.</returns>
    /// <exception cref="Exception">What entering threw, <see cref="OperationCanceledException"/> included.</exception>
    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (ContinuesOnCapturedContext || !CallerContext.Exists)
            return _manager.EnterAsync(cancellationToken);
        if (CallerContext.HasScheduler)
            return Handoff.ToValueTask(EnterOnThreadPoolAsync(cancellationToken));

        using (CallerContext.Suppress())
            return _manager.EnterAsync(cancellationToken);
    }

    /// <summary>Exits the manager.</summary>
    /// <param name="exception">Passed to the manager.</param>
    /// <returns>What the manager returns.</returns>
    /// <exception cref="Exception">What exiting threw.</exception>
    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (ContinuesOnCapturedContext || !CallerContext.Exists)
            return _manager.ExitAsync(exception);
        if (CallerContext.HasScheduler)
            return ExitOnThreadPoolAsync(exception);

        using (CallerContext.Suppress())
            return _manager.ExitAsync(exception);
    }

    /// <summary>Describes the manager and its configuration.</summary>
    /// <returns>A text for debuggers and logs, such as "Sessions (generator), ConfigureAwait(false)".</returns>
    public override string ToString() => $"{_manager}, ConfigureAwait({(ContinuesOnCapturedContext ? "true" : "false")})";

    IAsyncContextManager<T> IOuterManager<T>.Around(IAsyncContextManager<T> inner) =>
        new ConfiguredAsyncContextManager<T>(inner, ContinuesOnCapturedContext);

    private async ValueTask<Handoff<T>> EnterOnThreadPoolAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return new Handoff<T>((await _manager.EnterAsync(cancellationToken).Outcome(continueOnCapturedContext: false)).ValueOrThrow());
    }

    private async ValueTask<bool> ExitOnThreadPoolAsync(Exception? exception)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return await _manager.ExitAsync(exception).ConfigureAwait(false);
    }
}
