using System.Data.Common;

namespace AsyncWith.Data;

/// <summary>
/// The connection was lost during the commit. The work is committed as a whole or not at all. The client does not know which.
/// </summary>
/// <remarks>
/// Look it up before doing the work again, for example by an id that the transaction inserts:
/// <code>
/// try
/// {
///     await ApplyAsync(transfer);
/// }
/// catch (CommitOutcomeUnknownException) when (await ExistsAsync(transfer.Id))
/// {
///     // It is committed.
/// }
/// </code>
/// It is not transient, whatever the provider says of the inner exception: a retry could do the work twice.
/// </remarks>
public sealed class CommitOutcomeUnknownException : DbException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">How the connection was lost.</param>
    public CommitOutcomeUnknownException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary><see langword="false"/>.</summary>
    public override bool IsTransient => false;

    /// <summary>The state that the inner exception has, if it is one of a database.</summary>
    public override string? SqlState => (InnerException as DbException)?.SqlState;

    internal static CommitOutcomeUnknownException Because(Exception innerException) => new(
        "The connection was lost while the transaction was being committed: its work may be committed, or not. Find out before running it again.",
        innerException);
}
