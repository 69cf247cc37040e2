using AsyncWith.Data;
using Microsoft.EntityFrameworkCore;

namespace AsyncWith.EntityFrameworkCore;

internal sealed class ContextManager<TContext>(IDbContextFactory<TContext> factory) : ReusableManager<TContext>
    where TContext : DbContext
{
    private TContext? _context;

    protected override async ValueTask<TContext> OpenAsync(CancellationToken cancellationToken) =>
        _context = await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);

    protected override ValueTask CloseAsync(Exception? exception) => _context!.DisposeAsync();
}
