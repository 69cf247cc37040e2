using Microsoft.EntityFrameworkCore;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>Makes contexts on databases of their own, whose every step may fail or be cancelled.</summary>
internal sealed class FakeContextFactory(Fakes fakes) : IDbContextFactory<FakeContext>
{
    private static readonly DbContextOptions _sqlite = new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:;Pooling=false").Options;

    public FakeContext CreateDbContext() => throw new NotSupportedException();

    public async Task<FakeContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
    {
        await fakes.StepAsync("make context", cancellationToken);
        return new FakeContext(new DbContextOptionsBuilder(_sqlite).AddInterceptors(new FakeInterceptor(fakes)).Options, fakes);
    }
}
