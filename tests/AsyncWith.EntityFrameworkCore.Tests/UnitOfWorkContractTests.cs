using AsyncWith.Tests.Contract;
using Microsoft.EntityFrameworkCore;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>What every manager promises.</summary>
public sealed class UnitOfWorkContractTests : AsyncContextManagerContract<UnitOfWorkContractTests.Empty>
{
    private readonly Factory _factory = new();

    protected override int? Held => _factory.Open;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<Empty> Create() => _factory.UnitOfWork();

    /// <summary>A context without entities.</summary>
    public sealed class Empty(DbContextOptions options, Action disposed) : DbContext(options)
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            disposed();
        }
    }

    private sealed class Factory : IDbContextFactory<Empty>
    {
        private readonly DbContextOptions _options = new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:;Pooling=false").Options;
        private int _open;

        public int Open => Volatile.Read(ref _open);

        public Empty CreateDbContext()
        {
            Interlocked.Increment(ref _open);
            return new Empty(_options, () => Interlocked.Decrement(ref _open));
        }
    }
}
