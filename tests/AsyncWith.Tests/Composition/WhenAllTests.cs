using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed partial class WhenAllTests : AsyncContextManagerContract<int[]>
{
    private static readonly AsyncLocal<string?> _ambient = new();
    private readonly Holdings _holdings = new();

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<int[]> Create() =>
        AsyncContextManager.WhenAll(_holdings.Manager(), _holdings.Manager(Interleaving.Synchronous), _holdings.Manager(Interleaving.OneShot));

    protected override void AssertResource(int[] resource) => Assert.Equal(3, resource.Length);

    private static DelegateManager<int> Waiting(Task<int> entering, Func<Exception?, ValueTask<bool>> exit) => new(_ => new(entering), exit);

    [Fact]
    public async Task All_enters_are_under_way_before_one_has_completed()
    {
        var begun = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parts = Enumerable.Range(0, 10).Select(i => new DelegateManager<int>(
            async _ =>
            {
                if (Interlocked.Increment(ref begun) == 10)
                    all.SetResult();
                await all.Task;
                return i;
            },
            _ => default)).ToArray();

        await AsyncContextManager.WhenAll<int>(parts).UseAsync(async resources => Assert.Equal(Enumerable.Range(0, 10), resources)).OrTimeout();
    }

    [Fact]
    public async Task The_exits_run_one_after_the_other_last_first_whatever_entered_first()
    {
        var entering = Enumerable.Range(0, 3)
            .Select(_ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously))
            .ToArray();
        var (log, running) = (new List<int>(), 0);
        var manager = AsyncContextManager.WhenAll<int>(Enumerable.Range(0, 3).Select(i => Waiting(entering[i].Task, async _ =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Yield();
            log.Add(i);
            Assert.Equal(0, Interlocked.Decrement(ref running));
            return false;
        })).ToArray());

        var statement = manager.UseAsync(async resources => Assert.Equal([10, 11, 12], resources));
        foreach (var i in new[] { 1, 2, 0 })
            entering[i].SetResult(10 + i);
        await statement.OrTimeout();

        Assert.Equal([2, 1, 0], log);
    }

    [Fact]
    public async Task WhenAll_holds_the_managers_that_it_was_called_with()
    {
        IAsyncContextManager<int>[] parts = [_holdings.Manager(), _holdings.Manager()];
        var manager = AsyncContextManager.WhenAll(parts);
        parts[0] = null!;

        await manager.UseAsync(async () => Assert.Equal(2, Held)).OrTimeout();

        Assert.Equal(0, Held);
    }

    [Fact]
    public async Task Of_no_managers_it_is_one_that_does_nothing() =>
        await AsyncContextManager.WhenAll<int>().UseAsync(async resources => Assert.Empty(resources)).OrTimeout();

    [Fact]
    public void No_manager_may_be_null()
    {
        Assert.Throws<ArgumentNullException>("managers", () => AsyncContextManager.WhenAll<int>(null!));
        Assert.Throws<ArgumentException>("managers", () => AsyncContextManager.WhenAll(_holdings.Manager(), null!));
    }

    [Fact]
    public async Task The_same_single_use_manager_twice_is_reported_and_exited_once()
    {
        var generator = AsyncContextManager.Create<int>(async yield =>
        {
            _holdings.Acquire();
            await yield.Return(1);
        });

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => AsyncContextManager.WhenAll<int>(generator, generator).UseAsync(async _ => { }).OrTimeout());

        await Assert.ThrowsAsync<InvalidOperationException>(() => generator.ExitAsync(null).OrTimeout());
        Assert.Equal(1, _holdings.Acquired);
    }

    [Fact]
    public async Task Ambient_state_of_one_part_is_visible_to_no_other_and_not_in_the_block()
    {
        _ambient.Value = "caller";
        var parts = Enumerable.Range(0, 3).Select(i => AsyncContextManager.Create<int>(async yield =>
        {
            Assert.Equal("caller", _ambient.Value);
            _ambient.Value = $"part {i}";
            await yield.Return(i);
            Assert.Equal($"part {i}", _ambient.Value);
        })).ToArray();

        await AsyncContextManager.WhenAll<int>(parts).UseAsync(async _ => Assert.Equal("caller", _ambient.Value)).OrTimeout();

        Assert.Equal("caller", _ambient.Value);
    }

    [Fact, Trait("Rule", "U2")]
    public Task The_enters_and_exits_run_on_the_context_of_the_statement() => SingleThreadedContext.RunAsync(async () =>
    {
        DelegateManager<int> Part() => new(
            async _ =>
            {
                SingleThreadedContext.AssertIsCurrent();
                await Task.Yield();
                return 1;
            },
            async _ =>
            {
                SingleThreadedContext.AssertIsCurrent();
                await Task.Yield();
                return false;
            });

        await AsyncContextManager.WhenAll<int>(Part(), Part()).UseAsync(async _ => SingleThreadedContext.AssertIsCurrent());
        SingleThreadedContext.AssertIsCurrent();
    });
}
