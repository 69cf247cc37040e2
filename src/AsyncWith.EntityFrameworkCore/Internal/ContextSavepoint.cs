using AsyncWith.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AsyncWith.EntityFrameworkCore;

/// <summary>A savepoint of a context's transaction, made and ended through it so that interceptors see it.</summary>
internal sealed class ContextSavepoint(DbContext context, IDbContextTransaction transaction, string? name)
    : OpenSavepoint(transaction.GetDbTransaction(), name)
{
    internal IDbContextTransaction Transaction => transaction;

    protected override async ValueTask PrepareAsync() => await context.SaveChangesAsync(CancellationToken.None).ConfigureAwait(false);

    protected override Task SaveCoreAsync(CancellationToken cancellationToken) => transaction.CreateSavepointAsync(Name, cancellationToken);

    protected override Task ReleaseCoreAsync() => transaction.ReleaseSavepointAsync(Name, CancellationToken.None);

    protected override Task RollBackCoreAsync() => transaction.RollbackToSavepointAsync(Name, CancellationToken.None);
}
