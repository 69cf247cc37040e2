using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>A manager as a decorator of operations.</summary>
public sealed class DecorateTests
{
    private readonly Holdings _holdings = new();

    [Fact]
    public async Task Each_call_gets_a_manager_of_its_own_and_nothing_runs_before()
    {
        var made = 0;
        Func<IAsyncContextManager<int>> factory = () =>
        {
            made++;
            return AsyncContextManager.Create<int>(async yield => await yield.Return(1)); // for a single block
        };
        var calls = 0;
        var decorated = factory.Decorate(async () => { calls++; });
        Assert.Equal(0, made);

        await decorated().OrTimeout();
        await decorated().OrTimeout();

        Assert.Equal(2, made);
        Assert.Equal(2, calls);
    }

    [Theory, AllCombinations]
    public async Task The_operation_runs_inside_the_manager_and_its_result_is_returned(Interleaving how)
    {
        Func<IAsyncContextManager<int>> factory = () => _holdings.Manager(how);
        var decorated = factory.Decorate(async () =>
        {
            await Task.Yield();
            return _holdings.Held;
        });

        Assert.Equal(1, await decorated().OrTimeout());
        Assert.Equal(0, _holdings.Held);
    }

    [Theory, AllCombinations, Trait("Rule", "U3")]
    public async Task The_manager_sees_what_the_operation_throws(Interleaving how)
    {
        var (block, manager) = (new BlockException(), new RecordingManager(how));
        Func<IAsyncContextManager<string>> factory = () => manager;

        Assert.Same(block, await Assert.ThrowsAsync<BlockException>(() => factory.Decorate(() => Task.FromException(block))().OrTimeout()));
        Assert.Same(block, manager.Seen);
        Assert.Same(block, await Assert.ThrowsAsync<BlockException>(() => factory.Decorate(Task () => throw block)().OrTimeout()));
        Assert.Same(block, await Assert.ThrowsAsync<BlockException>(() => factory.Decorate(Task<int> () => throw block)().OrTimeout()));
        Assert.Equal("enter exit enter exit enter exit", manager.Calls);
    }

    [Fact, Trait("Rule", "U4")]
    public async Task A_suppressed_exception_ends_well_without_a_result_and_is_reported_with_one()
    {
        var block = new BlockException();
        Func<IAsyncContextManager<string>> factory = () => new RecordingManager { Suppresses = true };

        await factory.Decorate(() => Task.FromException(block))().OrTimeout();
        var noResult = await Assert.ThrowsAsync<InvalidOperationException>(
            () => factory.Decorate(() => Task.FromException<int>(block))().OrTimeout());

        Assert.Contains("UseOrDefaultAsync", noResult.Message, StringComparison.Ordinal);
        Assert.Same(block, noResult.InnerException);
    }

    [Fact]
    public async Task A_cancelled_operation_cancels_the_task()
    {
        var cancelled = new OperationCanceledException();
        Func<IAsyncContextManager<int>> factory = () => _holdings.Manager();

        var call = factory.Decorate(async () => throw cancelled)();

        Assert.Same(cancelled, await Assert.ThrowsAsync<OperationCanceledException>(() => call.OrTimeout()));
        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task What_the_factory_throws_comes_with_the_task()
    {
        var failure = new EnterException();
        Func<IAsyncContextManager<int>> factory = () => throw failure;

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => factory.Decorate(() => Task.CompletedTask)()));
        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => factory.Decorate(() => Task.FromResult(1))()));
    }

    [Fact]
    public async Task A_thousand_calls_at_once_keep_apart()
    {
        Func<IAsyncContextManager<int>> factory = () => _holdings.Manager();
        var decorated = factory.Decorate(async () => await Task.Yield());

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(decorated))).OrTimeout();

        Assert.Equal(1_000, _holdings.Acquired);
        Assert.Equal(0, _holdings.Held);
    }

    [Fact]
    public void Nothing_may_be_null()
    {
        Func<IAsyncContextManager<int>> factory = () => _holdings.Manager(), none = null!;

        Assert.Throws<ArgumentNullException>("factory", () => none.Decorate(() => Task.CompletedTask));
        Assert.Throws<ArgumentNullException>("factory", () => none.Decorate(() => Task.FromResult(1)));
        Assert.Throws<ArgumentNullException>("operation", () => factory.Decorate(null!));
        Assert.Throws<ArgumentNullException>("operation", () => factory.Decorate((Func<Task<int>>)null!));
    }
}
