using System.ComponentModel;
using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>What <see cref="Scope.Enter"/> returns: await it in an <c>async Scoped</c> method to enter the manager.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// Nothing happens before the <see langword="await"/>:
/// <code>
/// var connection = await Scope.Enter(Connect(), cancellationToken);
/// </code>
/// Each await enters the manager anew.
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
    /// <exception cref="InvalidOperationException">This value was not made by <see cref="Scope.Enter"/>, but with
    /// <see langword="default"/>.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EnterAwaiter<T> GetAwaiter() => _manager is null
        ? throw new InvalidOperationException("This value has no context manager. Get one from Scope.Enter(manager).")
        : new EnterAwaiter<T>(new EnterStep<T>(_manager, _cancellationToken));
}
