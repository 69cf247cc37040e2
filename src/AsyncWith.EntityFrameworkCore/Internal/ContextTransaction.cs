using System.Data;
using System.Data.Common;
using AsyncWith.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AsyncWith.EntityFrameworkCore;

/// <summary>A transaction of a context, ended through the context so that interceptors see it.</summary>
internal sealed class ContextTransaction : OpenTransaction
{
    private readonly DbContext _context;
    private readonly bool _saves;
    private bool _hasJustWritten;

    private ContextTransaction(DbContext context, IDbContextTransaction transaction, bool saves)
        : base(context.Database.GetDbConnection(), transaction.GetDbTransaction()) =>
        (_context, Transaction, _saves) = (context, transaction, saves);

    internal IDbContextTransaction Transaction { get; }

    /// <summary>The context closes its connection where the block ends the transaction through it, so that comes before a lost connection.</summary>
    protected override bool IsEnded => _context.Database.CurrentTransaction != Transaction || base.IsEnded;

    /// <param name="context">The context.</param>
    /// <param name="isolationLevel">The isolation level.</param>
    /// <param name="saves">Whether changes are saved before the commit.</param>
    /// <param name="cancellationToken">Cancels beginning.</param>
    internal static async ValueTask<ContextTransaction> BeginAsync(
        DbContext context, IsolationLevel isolationLevel, bool saves, CancellationToken cancellationToken)
    {
        var database = context.Database;
        if (database.CurrentTransaction is not null)
            throw new InvalidOperationException("The context is in a transaction already: enter Savepoint() for a part that may fail alone.");
        if (database.CreateExecutionStrategy().RetriesOnFailure)
        {
            throw new InvalidOperationException(
                "The execution strategy of the context retries, and a manager cannot run its block again. Give the block to RunUnitOfWorkAsync.");
        }

        return new ContextTransaction(context, await database.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false), saves);
    }

    protected override async ValueTask PrepareAsync()
    {
        if (_saves)
            _hasJustWritten = await _context.SaveChangesAsync(CancellationToken.None).ConfigureAwait(false) > 0;
    }

    protected override async ValueTask CommitCoreAsync()
    {
        if (!_hasJustWritten) // else the transaction has just proved that it is not given up
            await ProbeAsync().ConfigureAwait(false);
        await Transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    protected override ValueTask RollBackCoreAsync() => new(Transaction.RollbackAsync(CancellationToken.None));

    protected override ValueTask DisposeCoreAsync() => Transaction.DisposeAsync();
}
