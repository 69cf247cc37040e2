using System.Data;
using AsyncWith.Data;
using Microsoft.EntityFrameworkCore;

namespace AsyncWith.EntityFrameworkCore;

/// <summary>A transaction on a context of the caller, or on one of its own, whose changes are saved at the end.</summary>
internal sealed class UnitOfWorkManager<TContext> : ReusableManager<TContext>
    where TContext : DbContext
{
    private readonly IDbContextFactory<TContext>? _factory;
    private readonly IsolationLevel _isolationLevel;
    private TContext? _context;
    private ContextTransaction? _open;

    internal UnitOfWorkManager(IDbContextFactory<TContext> factory, IsolationLevel isolationLevel) =>
        (_factory, _isolationLevel) = (factory, isolationLevel);

    internal UnitOfWorkManager(TContext context, IsolationLevel isolationLevel) =>
        (_context, _isolationLevel) = (context, isolationLevel);

    protected override async ValueTask<TContext> OpenAsync(CancellationToken cancellationToken)
    {
        if (_factory is not null)
            _context = await _factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _open = await ContextTransaction.BeginAsync(_context!, _isolationLevel, saves: true, cancellationToken).ConfigureAwait(false);
            return _context!;
        }
        catch (Exception exception)
        {
            if (_factory is not null)
                await ReleaseAsync(exception).ConfigureAwait(false);
            throw;
        }
    }

    protected override async ValueTask CloseAsync(Exception? exception)
    {
        var open = _open!;
        if (exception is not null)
        {
            await open.RollBackAsync(exception).ConfigureAwait(false);
            await ReleaseAsync(exception).ConfigureAwait(false);
            return;
        }

        try
        {
            await open.CommitAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await ReleaseAsync(failure).ConfigureAwait(false);
            throw;
        }

        await AfterCommit.RunAsync(_factory is null ? [open.DisposeAsync] : [open.DisposeAsync, _context!.DisposeAsync]).ConfigureAwait(false);
    }

    /// <summary>Gets rid of what the context knows, after a failure that matters more than one here.</summary>
    private async ValueTask ReleaseAsync(Exception cause)
    {
        try
        {
            if (_factory is null)
                _context!.ChangeTracker.Clear();
            else
                await _context!.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (TransactionFailure.GetRollbackFailure(cause) is null)
                TransactionFailure.Note(cause, failure);
        }
    }
}
