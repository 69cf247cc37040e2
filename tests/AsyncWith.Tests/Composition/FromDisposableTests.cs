using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>A manager from a resource that is there already.</summary>
public sealed partial class FromDisposableTests
{
    [Theory, AllCombinations]
    public async Task Hands_over_the_resource_and_disposes_of_it_once(Interleaving how, bool fails)
    {
        var (resource, block) = (new Disposable(how), new BlockException());

        var thrown = await Record.ExceptionAsync(() => AsyncContextManager.FromDisposable(resource).UseAsync(async handed =>
        {
            Assert.Same(resource, handed);
            Assert.Equal(0, resource.Disposals);
            if (fails)
                throw block;
        }).OrTimeout());

        Assert.Same(fails ? block : null, thrown);
        Assert.Equal(1, resource.Disposals);
    }

    [Theory, AllCombinations, Trait("Rule", "E3")]
    public async Task A_failing_disposal_hides_no_failure_of_the_block(Interleaving how)
    {
        var (failure, block) = (new ExitException(), new BlockException());

        var thrown = await Assert.ThrowsAsync<ExitException>(
            () => AsyncContextManager.FromDisposable(new Disposable(how) { Throws = failure }).UseAsync(_ => throw block).OrTimeout());

        Assert.Same(failure, thrown);
        Assert.Same(block, thrown.InnerException);
    }

    [Fact]
    public async Task A_second_block_is_reported_and_is_not_given_a_resource_that_is_disposed_of()
    {
        var resource = new Disposable(Interleaving.Synchronous);
        var manager = AsyncContextManager.FromDisposable(resource);
        await manager.UseAsync(async _ => { });

        await Assert.ThrowsAsync<InvalidOperationException>(() => manager.UseAsync(async _ => Assert.Fail("The block ran.")).OrTimeout());
        Assert.Equal(1, resource.Disposals);
    }

    [Fact]
    public async Task A_resource_that_was_never_handed_over_is_not_disposed_of()
    {
        var resource = new Disposable(Interleaving.Synchronous);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await AsyncContextManager.FromDisposable(resource).ExitAsync(null));

        Assert.Equal(0, resource.Disposals);
    }

    [Fact]
    public void The_resource_must_not_be_null() =>
        Assert.Throws<ArgumentNullException>("resource", () => AsyncContextManager.FromDisposable((IAsyncDisposable)null!));

    private sealed class Disposable(Interleaving how) : IAsyncDisposable
    {
        public int Disposals { get; private set; }

        public Exception? Throws { get; init; }

        public ValueTask DisposeAsync() => how.RunAsync(() =>
        {
            Disposals++;
            if (Throws is not null)
                throw Throws;
        });
    }
}
