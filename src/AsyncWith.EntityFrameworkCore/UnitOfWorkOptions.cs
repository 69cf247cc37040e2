using System.Data;
using Microsoft.EntityFrameworkCore;

namespace AsyncWith.EntityFrameworkCore;

/// <summary>How <c>RunUnitOfWorkAsync</c> runs a unit of work.</summary>
/// <typeparam name="TContext">The type of context.</typeparam>
/// <remarks>
/// <code>
/// var options = new UnitOfWorkOptions&lt;Shop&gt;
/// {
///     IsolationLevel = IsolationLevel.Serializable,
///     VerifyCommitted = (shop, token) => shop.Orders.AnyAsync(order => order.Id == id, token),
/// };
/// </code>
/// </remarks>
public sealed class UnitOfWorkOptions<TContext>
    where TContext : DbContext
{
    /// <summary>Gets how far the transaction is kept apart from others. By default what the database does by default.</summary>
    public IsolationLevel IsolationLevel { get; init; } = IsolationLevel.Unspecified;

    /// <summary>Gets what finds out, after the connection was lost in the commit, whether the work is committed. By default nothing does.</summary>
    /// <value>
    /// It is given a context without tracked entities, and the token of the call. <see langword="true"/> makes the work's result the result; with
    /// <see langword="false"/> the execution strategy is told of the lost connection, and may run the work again.
    /// </value>
    public Func<TContext, CancellationToken, Task<bool>>? VerifyCommitted { get; init; }
}
