using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>A manager that opens its resource.</summary>
public sealed class FromDisposableOpenedTests : AsyncContextManagerContract<FromDisposableOpenedTests.Connection>
{
    private readonly Holdings _holdings = new();

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<Connection> Create() => AsyncContextManager.FromDisposable(async cancellationToken =>
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return new Connection(_holdings);
    });

    [Theory, AllCombinations]
    public async Task Opens_with_the_token_and_a_new_resource_for_each_block(Interleaving how)
    {
        using var source = new CancellationTokenSource();
        var opened = new List<Connection>();
        var manager = AsyncContextManager.FromDisposable(cancellationToken => how.RunAsync(() =>
        {
            Assert.Equal(source.Token, cancellationToken);
            return new Connection(_holdings);
        }));

        for (var use = 0; use < 2; use++)
            await manager.UseAsync(async connection => opened.Add(connection), source.Token).OrTimeout();

        Assert.NotSame(opened[0], opened[1]);
        Assert.Equal(0, _holdings.Held);
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task What_opening_throws_leaves_unchanged_and_the_next_try_works(Interleaving how)
    {
        var (failure, fails) = (new EnterException(), true);
        var manager = AsyncContextManager.FromDisposable(_ => how.RunAsync(() => fails ? throw failure : new Connection(_holdings)));

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => manager.UseAsync(() => Task.CompletedTask).OrTimeout()));
        Assert.Null(failure.InnerException);
        fails = false;

        await manager.UseAsync(async () => Assert.Equal(1, _holdings.Held)).OrTimeout();
        Assert.Equal(0, _holdings.Held);
    }

    [Fact, Trait("Rule", "E3")]
    public async Task Opening_a_resource_that_is_null_is_reported_as_what_it_is()
    {
        var manager = AsyncContextManager.FromDisposable<Connection>(async _ => null!);

        await Assert.ThrowsAsync<ArgumentNullException>(() => manager.EnterAsync().OrTimeout());
    }

    [Fact]
    public void The_function_must_not_be_null() =>
        Assert.Throws<ArgumentNullException>("open", () => AsyncContextManager.FromDisposable((Func<CancellationToken, ValueTask<Connection>>)null!));

    public sealed class Connection : IAsyncDisposable
    {
        private readonly Holdings _holdings;

        public Connection(Holdings holdings)
        {
            _holdings = holdings;
            holdings.Acquire();
        }

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            _holdings.Release();
        }
    }
}
