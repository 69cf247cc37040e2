using System.Threading.Tasks.Sources;
using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>A manager of a class as one of its base class.</summary>
public sealed class AsTests : AsyncContextManagerContract<object>
{
    private static readonly AsyncLocal<string?> _ambient = new();
    private readonly Holdings _holdings = new();

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<object> Create() =>
        AsyncContextManager.WhenAll(_holdings.Manager()).Select(numbers => $"{numbers[0]}").As<string, object>();

    [Theory, AllCombinations]
    public async Task A_converted_manager_does_what_the_manager_does(Interleaving how, bool fails)
    {
        using var source = new CancellationTokenSource();
        var (manager, block) = (new RecordingManager(how), fails ? new BlockException() : null);

        var thrown = await Record.ExceptionAsync(() => manager.As<string, IComparable>().UseAsync(resource =>
        {
            manager.Note($"{resource}");
            if (block is not null)
                throw block;
        }, source.Token).OrTimeout());

        Assert.Same(block, thrown);
        Assert.Same(block, manager.Seen);
        Assert.Equal("enter resource exit", manager.Calls);
        Assert.Equal(source.Token, manager.Token);
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task A_failing_enter_fails_and_the_next_one_is_another(Interleaving how)
    {
        var (failure, fails) = (new EnterException(), true);
        var manager = new DelegateManager<string>(_ => how.RunAsync(() => fails ? throw failure : "resource"), _ => new(false)).As<string, object>();

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => manager.UseAsync(() => { }).OrTimeout()));
        fails = false;
        Assert.Equal("resource", await manager.UseAsync(resource => resource).OrTimeout());
    }

    [Fact, Trait("Rule", "G5")]
    public async Task Ambient_state_of_an_enter_that_suspends_comes_along()
    {
        var manager = AsyncContextManager.Create<string>(async yield =>
        {
            await Task.Yield();
            _ambient.Value = "generator";
            await yield.Return("resource");
        });

        await manager.As<string, object>().UseAsync(() => Assert.Equal("generator", _ambient.Value)).OrTimeout();
        Assert.Null(_ambient.Value);
    }

    [Fact]
    public async Task Many_blocks_at_once_get_their_own_resource()
    {
        var entering = Enumerable.Range(0, 100)
            .Select(_ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously))
            .ToArray();
        var next = -1;
        var manager = new DelegateManager<string>(_ => new(entering[++next].Task), _ => new(false)).As<string, object>();

        var statements = entering.Select(_ => manager.UseAsync(resource => resource).AsTask()).ToArray();
        for (var i = entering.Length - 1; i >= 0; i--)
            entering[i].SetResult($"resource {i}");

        Assert.Equal(Enumerable.Range(0, entering.Length).Select(i => $"resource {i}"), await Task.WhenAll(statements).OrTimeout());
    }

    [Fact]
    public async Task A_task_of_an_enter_that_is_awaited_twice_says_so_and_disturbs_no_other()
    {
        var gates = new[] { new TaskCompletionSource<string>(), new TaskCompletionSource<string>() };
        var next = 0;
        var manager = new DelegateManager<string>(_ => new(gates[next++].Task), _ => new(false)).As<string, object>();
        var first = manager.EnterAsync();
        gates[0].SetResult("first");
        Assert.Equal("first", await first);

        var second = manager.EnterAsync();
        Assert.Throws<InvalidOperationException>(() => first.IsCompleted);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await first);
        Assert.Throws<InvalidOperationException>(() => second.GetAwaiter().GetResult()); // not completed
        gates[1].SetResult("second");

        Assert.Equal("second", await second);
    }

    [Fact]
    public async Task A_task_of_an_enter_that_is_awaited_in_two_places_says_so_and_completes_in_the_first()
    {
        var enter = new TaskCompletionSource<string>();
        var manager = new DelegateManager<string>(_ => new(enter.Task), _ => new(false)).As<string, object>();
#pragma warning disable CA2012 // the misuse
        var entering = manager.EnterAsync();
        var first = entering.AsTask();

        var misuse = Record.Exception(() => { _ = entering.AsTask(); }); // not in a task, which would be awaited for nothing
        Assert.Contains("exactly once", Assert.IsType<InvalidOperationException>(misuse).Message, StringComparison.Ordinal);
        enter.SetResult("resource");

        Assert.Equal("resource", await first.OrTimeout());
        Assert.Throws<InvalidOperationException>(() => entering.GetAwaiter().OnCompleted(() => Assert.Fail("It was resumed.")));
#pragma warning restore CA2012
        Assert.Equal("resource", await manager.UseAsync(resource => resource).OrTimeout());
    }

    [Theory, InlineData(Interleaving.NotAsync), InlineData(Interleaving.OneShot)]
    public void A_converted_manager_allocates_nothing_for_a_block(Interleaving how)
    {
        Assert.SkipWhen(ObservedRun.IsOn, ObservedRun.Reason);
        const int Uses = 1_000;
        var pending = new Reset();
        IAsyncContextManager<string> manager = how == Interleaving.NotAsync
            ? new DelegateManager<string>(static _ => new("resource"), static _ => default)
            : pending;
        var upcast = manager.As<string, object>();

        var (direct, through) = (Measure(manager), Measure(upcast));

        Assert.InRange(through, 0, direct);

        long Measure<T>(IAsyncContextManager<T> measured)
        {
            for (var warmUp = 0; warmUp < 3; warmUp++)
                Enter(measured);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Uses; i++)
                Enter(measured);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

#pragma warning disable CA2012 // awaited by hand, so that nothing but the manager allocates
        void Enter<T>(IAsyncContextManager<T> measured)
        {
            var awaiter = measured.EnterAsync().GetAwaiter();
            if (!awaiter.IsCompleted)
            {
                awaiter.UnsafeOnCompleted(static () => { });
                pending.Complete();
            }

            awaiter.GetResult();
            Assert.True(measured.ExitAsync(null).IsCompletedSuccessfully);
        }
#pragma warning restore CA2012
    }

    [Theory, InlineData(TaskStatus.RanToCompletion), InlineData(TaskStatus.Faulted), InlineData(TaskStatus.Canceled)]
    public void The_enter_of_a_converted_manager_has_the_status_of_the_other_one(TaskStatus status)
    {
        var enter = new TaskCompletionSource();
        var manager = new DelegateManager<string>(async _ => { await enter.Task; return "resource"; }, _ => default).As<string, object>();

        var entering = manager.EnterAsync();
        Assert.Equal((false, false), (entering.IsCompleted, entering.IsFaulted || entering.IsCanceled));
        enter.End(status);

        Assert.Equal(
            (true, status == TaskStatus.RanToCompletion, status == TaskStatus.Faulted, status == TaskStatus.Canceled),
            (entering.IsCompleted, entering.IsCompletedSuccessfully, entering.IsFaulted, entering.IsCanceled));
    }

    [Fact]
    public async Task The_ambient_state_of_who_awaits_a_converted_enter_flows()
    {
        var (enter, local) = (new TaskCompletionSource<string>(), new AsyncLocal<string?> { Value = "caller" });
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var manager = new DelegateManager<string>(_ => new ValueTask<string>(enter.Task), _ => default).As<string, object>();

#pragma warning disable CA2012 // awaited by hand, as a caller may who asks for the flow
        manager.EnterAsync().GetAwaiter().OnCompleted(() => seen.SetResult(local.Value));
#pragma warning restore CA2012
        local.Value = "later";
        enter.SetResult("resource");

        Assert.Equal("caller", await seen.Task.OrTimeout());
    }

    [Fact]
    public void A_configured_manager_stays_configured() =>
        Assert.IsType<ConfiguredAsyncContextManager<object>>(AsyncContextManager.FromValue("text").ConfigureAwait(false).As<string, object>());

    [Fact]
    public void As_needs_a_manager() =>
        Assert.Throws<ArgumentNullException>("manager", () => ((IAsyncContextManager<string>)null!).As<string, object>());

    /// <summary>A manager whose enter suspends and allocates nothing.</summary>
    private sealed class Reset : IAsyncContextManager<string>, IValueTaskSource<string>
    {
        private ManualResetValueTaskSourceCore<string> _core;

        public ValueTask<string> EnterAsync(CancellationToken cancellationToken = default)
        {
            _core.Reset();
            return new ValueTask<string>(this, _core.Version);
        }

        public ValueTask<bool> ExitAsync(Exception? exception) => default;

        public void Complete() => _core.SetResult("resource");

        public string GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
