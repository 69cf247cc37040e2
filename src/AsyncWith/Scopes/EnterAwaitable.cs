using System.ComponentModel;
using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The result of <see cref="Scope.Enter"/>. Await it in an <c>async Scoped</c> method to enter the manager.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// The manager is not entered before the <see langword="await"/>:
/// <code>
/// var connection = await Scope.Enter(Connect(), cancellationToken);
/// </code>
/// Each await enters the manager again.
/// </remarks>
[DebuggerDisplay("{ManagerType,nq}")]
public readonly struct EnterAwaitable<T>
{
    private readonly IAsyncContextManager<T>? _manager;
    private readonly CancellationToken _cancellationToken;

    internal EnterAwaitable(IAsyncContextManager<T> manager, CancellationToken cancellationToken)
    {
        _manager = manager;
        _cancellationToken = cancellationToken;
    }

    private string ManagerType => _manager is null ? "nothing" : TypeName.Of(_manager.GetType());

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <returns>The awaiter of this one await.</returns>
    /// <exception cref="InvalidOperationException">This value is the default one, and was not returned by
    /// <see cref="Scope.Enter"/>.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EnterAwaiter<T> GetAwaiter() => _manager is null
        ? throw new InvalidOperationException("This value has no context manager. Get one from Scope.Enter(manager).")
        : new EnterAwaiter<T>(new EnterStep<T>(_manager, _cancellationToken));
}
