using System.Runtime.CompilerServices;
using AsyncWith.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // a tree sees all contexts of the process

namespace AsyncWith.Diagnostics.Tests;

public sealed class ContextTreeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogLines _log = new();

    private static IAsyncContextManager<int> Named(string name) => AsyncContextManager.FromValue(1).Named(name);

    private ContextTree Tree(ContextTreeOptions? options = null) => new(options, _log, _time);

    private IAsyncContextManager<int> Taking(string name, double enter, double exit) => AsyncContextManager.Create<int>(async yield =>
    {
        await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(enter));
        try
        {
            await yield.Return(1);
        }
        finally
        {
            _time.Advance(TimeSpan.FromSeconds(exit));
        }
    }).Named(name);

    [Fact]
    public async Task A_debugger_shows_how_many_are_open()
    {
        using var tree = Tree();

        await (Named("first"), Named("second")).UseAsync(async (_, _) => Assert.Equal("2 open", DebuggerText.Of(tree)));

        Assert.Equal("0 open", DebuggerText.Of(tree));
    }

    [Fact]
    public async Task What_is_open_is_in_the_snapshot_nested_and_in_order_and_is_gone_when_it_has_ended()
    {
        using var tree = Tree();
        await Named("outer").UseAsync(async _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await (Named("first"), Named("second")).UseAsync(async (_, _) =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                var open = tree.Snapshot();

                Assert.Equal(["outer", "first", "second"], open.Select(context => context.Name));
                Assert.Equal([null, open[0], open[1]], open.Select(context => context.Parent));
                Assert.Equal([null, open[0].Id, open[1].Id], open.Select(context => context.ParentId));
                Assert.Equal([3, 1, 1], open.Select(context => context.Age.TotalSeconds));
                Assert.All(open, context => Assert.False(context.IsEntering || context.IsExiting));
            });
            Assert.Equal("outer", Assert.Single(tree.Snapshot()).Name);
        });

        Assert.Empty(tree.Snapshot());
    }

    [Fact]
    public async Task A_snapshot_is_a_copy()
    {
        using var tree = Tree();
        IReadOnlyList<OpenContext> open = [];
        await Named("it").UseAsync(async _ => open = tree.Snapshot());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.Zero, Assert.Single(open).Age);
    }

    [Fact]
    public async Task The_phase_is_told_and_the_exception_that_an_exit_handles()
    {
        using var tree = Tree();
        var (enter, exit, exception) = (new TaskCompletionSource(), new TaskCompletionSource(), new TimeZoneNotFoundException());
        var statement = AsyncContextManager.FromAcquireRelease<int>(async _ => { await enter.Task; return 1; }, async (_, _) => await exit.Task)
            .UseAsync(async _ => throw exception).AsTask();

        var entering = Assert.Single(tree.Snapshot());
        Assert.True(entering is { IsEntering: true, IsExiting: false, PendingException: null });
        enter.SetResult();
        var exiting = Assert.Single(tree.Snapshot());
        Assert.True(exiting is { IsEntering: false, IsExiting: true });
        Assert.Same(exception, exiting.PendingException);
        exit.SetResult();
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => statement);
    }

    [Fact]
    public async Task What_ended_is_kept_with_its_times_and_outcome_the_last_one_first()
    {
        using var tree = Tree(new ContextTreeOptions { Keep = 5 });
        await Named("forgotten").UseAsync(static async _ => { });
        await Taking("completed", 1, 3).UseAsync(async _ => _time.Advance(TimeSpan.FromSeconds(2)));
        await Assert.ThrowsAsync<FormatException>(async () => await Named("failed").UseAsync(async _ => throw new FormatException()));
        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await Named("canceled").UseAsync(async _ => throw new OperationCanceledException()));
        await AsyncContextManager.Suppress<FormatException>().Named("suppressed").UseAsync(async _ => throw new FormatException());
        await Assert.ThrowsAsync<FormatException>(async () =>
            await AsyncContextManager.FromAcquireRelease<int>(_ => throw new FormatException(), (_, _) => default)
                .Named("notEntered")
                .UseAsync(static async _ => { }));

        var recent = tree.Recent();
        Assert.Equal(
            [
                ("notEntered", ContextOutcome.NotEntered, "System.FormatException"),
                ("suppressed", ContextOutcome.Suppressed, "System.FormatException"),
                ("canceled", ContextOutcome.Canceled, "System.OperationCanceledException"),
                ("failed", ContextOutcome.Failed, "System.FormatException"),
                ("completed", ContextOutcome.Completed, null),
            ],
            recent.Select(ended => (ended.Context.Name, ended.Outcome, ended.Error)));
        var first = recent[4];
        Assert.Equal(
            (1, 2, 3, 6),
            (first.EnterTime.TotalSeconds, first.BlockTime.TotalSeconds, first.ExitTime.TotalSeconds, first.Context.Age.TotalSeconds));
        Assert.Equal(_time.GetUtcNow(), recent[0].EndedAt);
    }

    [Fact]
    public async Task Current_is_the_innermost_open_context_of_the_running_code()
    {
        Assert.Null(ContextTree.Current);
        using var tree = Tree();
        Assert.Null(ContextTree.Current);
        await Named("outer").UseAsync(async _ =>
        {
            await Named("inner").UseAsync(async _ =>
            {
                await Task.Yield();
                Assert.Equal(("inner", "outer"), (ContextTree.Current?.Name, ContextTree.Current?.Parent?.Name));
            });
            Assert.Equal("outer", ContextTree.Current?.Name);
        });

        Assert.Null(ContextTree.Current);
    }

    [Fact]
    public async Task After_a_flat_use_what_comes_next_is_not_inside_it()
    {
        using var tree = Tree();
        var scope = await Named("flat").BeginAsync();
        Assert.Equal("flat", ContextTree.Current?.Name);
        await scope.DisposeAsync();

        Assert.Null(ContextTree.Current);
        await Named("next").UseAsync(async _ => Assert.Null(Assert.Single(tree.Snapshot()).Parent));
    }

    [Fact]
    public async Task Contexts_that_are_entered_hand_over_hand_keep_no_chain()
    {
        using var tree = Tree(new ContextTreeOptions { Keep = 0 });
        var (first, last) = await RunAsync();
        for (var i = 0; first.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(first.IsAlive);
        await last.DisposeAsync();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task<(WeakReference First, ContextScope<int> Last)> RunAsync()
        {
            var manager = new WeakManager();
            var last = await manager.BeginAsync();
            for (var i = 0; i < 100; i++)
            {
                var next = await AsyncContextManager.FromValue(i).BeginAsync();
                await last.DisposeAsync();
                last = next;
            }

            return (manager.Node, last);
        }
    }

    [Fact]
    public async Task A_slow_exit_is_logged_and_told()
    {
        using var tree = Tree();
        List<EndedContext> slow = [];
        tree.EndedSlowly += slow.Add;
        await Taking("quick", 5, 1).UseAsync(static async _ => { });
        await Taking("slow", 0, 1.5).UseAsync(static async _ => { });

        Assert.Equal("slow", Assert.Single(slow).Context.Name);
        Assert.Contains("Warning: The context slow", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Contains("00:00:01.5", _log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_throws_is_logged_and_breaks_nothing()
    {
        using var tree = Tree();
        tree.Ended += _ => throw new FormatException("mine");
        await Named("it").UseAsync(static async _ => { });
        await Named("it").UseAsync(static async _ => { });

        Assert.Equal(2, tree.Recent().Count);
        Assert.All(_log.Lines, line => Assert.EndsWith("mine", line, StringComparison.Ordinal));
        Assert.Equal(2, _log.Lines.Length);
    }

    [Fact]
    public async Task An_abandoned_context_is_logged_and_told_with_its_opener_and_open_no_more()
    {
        using var tree = Tree(new ContextTreeOptions { FindAbandoned = true, RecordOpener = true });
        var told = new TaskCompletionSource<OpenContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        tree.Abandoned += told.SetResult;
        await DropScope();
        while (!told.Task.IsCompleted)
        {
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var abandoned = await told.Task;
        Assert.Equal("dropped", abandoned.Name);
        Assert.Matches(@"^ContextTreeTests\.An_abandoned_\w+ ContextTreeTests\.cs:\d+$", abandoned.OpenedBy);
        Assert.Contains("The context dropped", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Empty(tree.Snapshot());
        Assert.Empty(tree.Recent());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task DropScope() => _ = await Named("dropped").BeginAsync();
    }

    [Fact]
    public async Task Each_tree_has_its_own_contexts_and_after_its_end_none()
    {
        var first = Tree();
        var second = Tree();
        await Named("outer").UseAsync(async _ => await Named("inner").UseAsync(async _ =>
        {
            Assert.Equal(2, first.Snapshot().Count);
            Assert.Equal(2, second.Snapshot().Count);
            first.Dispose();
            Assert.Empty(first.Snapshot());
            Assert.Equal("outer", second.Snapshot()[1].Parent?.Name);
        }));

        Assert.Empty(first.Recent());
        Assert.Equal(2, second.Recent().Count);
        second.Dispose();
    }

    [Fact]
    public async Task A_tree_that_is_subscribed_again_sees_each_context_once()
    {
        using var tree = Tree();
        using var subscription = ContextDiagnostics.Subscribe(tree);
        await Named("it").UseAsync(async _ => Assert.Single(tree.Snapshot()));
    }

    [Fact]
    public async Task Many_contexts_at_once_are_all_seen_and_all_end()
    {
        using var tree = Tree(new ContextTreeOptions { Keep = 100 });
        var gate = new TaskCompletionSource();
        var all = Enumerable.Range(0, 10_000).Select(_ => Task.Run(async () => await Named("it").UseAsync(async _ => await gate.Task))).ToArray();
        while (tree.Snapshot().Count < all.Length)
            await Task.Yield();
        gate.SetResult();
        await Task.WhenAll(all);

        Assert.Empty(tree.Snapshot());
        Assert.Equal(100, tree.Recent().Count);
    }

    [Fact]
    public async Task The_text_has_a_line_for_each_open_context()
    {
        using var tree = Tree();
        var writer = new StringWriter { NewLine = "\n" };
        var exit = new TaskCompletionSource();
        Task statement = Task.CompletedTask;
        await Named("outer").UseAsync(async _ =>
        {
            statement = AsyncContextManager.FromAcquireRelease<int>(_ => new(1), async (_, _) => await exit.Task)
                .Named("exits")
                .UseAsync(async _ => throw new FormatException())
                .AsTask();
            _time.Advance(TimeSpan.FromSeconds(1.5));
            await Named("inner").UseAsync(async _ => tree.WriteTo(writer));
        });
        exit.SetResult();
        await Assert.ThrowsAsync<FormatException>(() => statement);

        Assert.Equal(
            "3 open contexts\nouter  1.500 s\n  exits  1.500 s  exiting after System.FormatException\n  inner  0.000 s\n", writer.ToString());
    }

    [Fact]
    public void Keep_is_not_negative() => Assert.Throws<ArgumentOutOfRangeException>("options", () => Tree(new ContextTreeOptions { Keep = -1 }));

    private sealed class WeakManager : IAsyncContextManager<int>
    {
        public WeakReference Node { get; } = new(null);

        public ValueTask<int> EnterAsync(CancellationToken cancellationToken = default)
        {
            Node.Target = ContextTree.CurrentNode;
            return new(1);
        }

        public ValueTask<bool> ExitAsync(Exception? exception) => default;

    }
}
