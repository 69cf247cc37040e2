using System.Data.Common;

namespace AsyncWith.Data;

/// <summary>Tells what an exception says about a transaction.</summary>
/// <remarks>
/// Retrying with Polly, with a fresh manager for each attempt:
/// <code>
/// var retries = new ResiliencePipelineBuilder()
///     .AddRetry(new RetryStrategyOptions { ShouldHandle = arguments
///     => new(arguments.Outcome.Exception is { } e &amp;&amp; TransactionFailure.IsRetryable(e)) })
///     .Build();
///
/// await retries.ExecuteAsync(async token =>
///     await source.Transaction(IsolationLevel.Serializable).UseAsync(async transaction
///     => await WorkAsync(transaction, token), token), cancellationToken);
/// </code>
/// </remarks>
public static class TransactionFailure
{
    /// <summary>
    /// The key in <see cref="Exception.Data"/> under which the failure of a rollback is noted on the exception that caused the rollback.
    /// </summary>
    public const string RollbackKey = "AsyncWith.RollbackFailure";

    private const string SerializationFailure = "40001";
    private const string DeadlockDetected = "40P01";
    private const string SqliteBusy = "SQLite Error 5:"; // Microsoft.Data.Sqlite has no SqlState, and this package no reference to it

    /// <summary>Gets what the rollback failed with that <paramref name="exception"/> caused.</summary>
    /// <param name="exception">An exception that left a transaction or a savepoint.</param>
    /// <returns>The latest such failure, or <see langword="null"/>: the rollback succeeded, or there was nothing to roll back.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static Exception? GetRollbackFailure(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Data?[RollbackKey] as Exception;
    }

    /// <summary>Whether the transaction that <paramref name="exception"/> left has done nothing, and may well succeed when it is run again.</summary>
    /// <param name="exception">What left the transaction. Its causes (<see cref="Exception.InnerException"/>) are looked at too.</param>
    /// <returns>
    /// <see langword="true"/> for a serialization failure (40001), a deadlock (40P01), SQLite's <c>BUSY</c>, and what the provider calls transient.
    /// <see langword="false"/> for everything else, for a <see cref="CommitOutcomeUnknownException"/>, which may have committed, and for an
    /// <see cref="AggregateException"/>, which is how a failure after the commit is told.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static bool IsRetryable(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var isRetryable = false;
        var seen = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        for (var cause = exception; cause is not null && seen.Add(cause); cause = Cause(cause))
        {
            if (cause is CommitOutcomeUnknownException or AggregateException)
                return false;
            isRetryable |= cause is DbException failure && IsWorthRetrying(failure);
        }

        return isRetryable;
    }

    /// <summary>Notes on <paramref name="cause"/> that the rollback which it caused failed.</summary>
    internal static void Note(Exception cause, Exception rollbackFailure)
    {
        try
        {
            cause.Data[RollbackKey] = rollbackFailure;
        }
        catch (Exception)
        {
            // An exception may have no data, or refuse it. It matters more than the note.
        }
    }

    private static bool IsWorthRetrying(DbException failure) =>
        failure.IsTransient
        || failure.SqlState is SerializationFailure or DeadlockDetected
        || (failure.SqlState is null && failure.Message.StartsWith(SqliteBusy, StringComparison.Ordinal));

    /// <summary>
    /// What an exception says its cause is; an exception that it merely replaced is none, and what is inside a rolled back one was judged by it.
    /// </summary>
    private static Exception? Cause(Exception exception) =>
        exception is TransactionRolledBackException || ReferenceEquals(exception.InnerException, exception.GetContext())
            ? null
            : exception.InnerException;
}
