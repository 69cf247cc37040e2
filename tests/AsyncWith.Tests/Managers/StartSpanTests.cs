using System.Diagnostics;
using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

/// <summary>A span is current in its block, and ends as the block does.</summary>
public sealed partial class StartSpanTests : AsyncContextManagerContract<Activity?>, IDisposable
{
    private readonly ActivitySource _source = new($"{nameof(StartSpanTests)} {Guid.NewGuid()}");
    private readonly ActivityListener _listener;
    private int _started;
    private int _stopped;

    public StartSpanTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, _source),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Name == "unwanted" ? ActivitySamplingResult.None : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => Interlocked.Increment(ref _started),
            ActivityStopped = _ => Interlocked.Increment(ref _stopped),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    protected override Reuse Reuse => Reuse.Reusable;

    protected override int? Held => _started - _stopped;

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    protected override IAsyncContextManager<Activity?> Create() => _source.StartSpan("work");

    protected override void AssertResource(Activity? resource) => Assert.Equal("work", resource?.OperationName);

    [Fact]
    public async Task The_span_is_current_inside_and_what_was_before_again_afterwards()
    {
        using var before = new Activity("before").Start();

        var span = await Create().UseAsync(async span =>
        {
            Assert.Same(span, Activity.Current);
            Assert.Same(before, span!.Parent);
            await Task.Yield();
            Assert.Same(span, Activity.Current);
            return span;
        }).OrTimeout();

        Assert.Same(before, Activity.Current);
        Assert.True(span.IsStopped);
    }

    [Fact]
    public async Task The_span_is_current_without_the_statement_too()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        using var before = new Activity("before").Start();
        var manager = Create();

        var span = await manager.EnterAsync();
        Assert.Same(span, Activity.Current);
        await manager.ExitAsync(null);

        Assert.Same(before, Activity.Current);
    }

    [Fact]
    public async Task A_block_that_stops_the_span_or_leaves_another_current_changes_nothing_afterwards()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        using var before = new Activity("before").Start();
        var manager = Create();

        (await manager.EnterAsync())!.Stop();
        Activity.Current = null;
        await manager.ExitAsync(null);
        Assert.Same(before, Activity.Current);

        await manager.EnterAsync();
        using var left = new Activity("left").Start();
        await manager.ExitAsync(null);
        Assert.Same(before, Activity.Current);
    }

    [Fact]
    public async Task A_span_that_is_entered_in_an_exit_stack_is_current_in_the_rest_of_the_block()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        await new AsyncExitStack().UseAsync(async stack =>
        {
            var span = await stack.EnterContextAsync(Create());
            Assert.Same(span, Activity.Current);
        }).OrTimeout();

        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task What_is_known_from_the_start_is_passed_on()
    {
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        var link = new ActivityLink(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), default));

        await _source.StartSpan("work", ActivityKind.Consumer, parent, [new("rows", 3)], [link]).UseAsync(async span =>
        {
            Assert.Equal(ActivityKind.Consumer, span!.Kind);
            Assert.Equal(parent.SpanId, span.ParentSpanId);
            Assert.Equal(3, span.GetTagItem("rows"));
            Assert.Equal(link, Assert.Single(span.Links));
        }).OrTimeout();
    }

    [Fact]
    public async Task A_block_that_completes_leaves_the_status_alone()
    {
        var span = await Create().UseAsync(async span => span!).OrTimeout();

        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Empty(span.Events);
    }

    [Fact]
    public async Task An_exception_sets_the_status_and_adds_the_event()
    {
        Activity? failed = null;

        await Assert.ThrowsAsync<BlockException>(() => Create().UseAsync(async span =>
        {
            failed = span;
            throw new BlockException();
        }).OrTimeout());

        Assert.Equal(ActivityStatusCode.Error, failed!.Status);
        Assert.Equal(new BlockException().Message, failed.StatusDescription);
        var recorded = Assert.Single(failed.Events);
        Assert.Equal("exception", recorded.Name);
        Assert.Contains(new("exception.type", typeof(BlockException).FullName), recorded.Tags);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Only_the_cancellation_of_the_caller_is_no_error(bool byCaller)
    {
        using var caller = new CancellationTokenSource();
        Activity? cancelled = null;

        await Assert.ThrowsAsync<OperationCanceledException>(() => Create().UseAsync(async span =>
        {
            cancelled = span;
            if (byCaller)
                await caller.CancelAsync();
            throw new OperationCanceledException();
        }, caller.Token).OrTimeout());

        Assert.Equal(byCaller ? ActivityStatusCode.Unset : ActivityStatusCode.Error, cancelled!.Status);
        Assert.Equal(byCaller ? 0 : 1, cancelled.Events.Count());
    }

    [Fact]
    public async Task Another_exception_is_an_error_although_the_caller_cancelled()
    {
        using var caller = new CancellationTokenSource();
        Activity? failed = null;

        await Assert.ThrowsAsync<BlockException>(() => Create().UseAsync(async span =>
        {
            failed = span;
            await caller.CancelAsync();
            throw new BlockException();
        }, caller.Token).OrTimeout());

        Assert.Equal(ActivityStatusCode.Error, failed!.Status);
    }

    [Fact]
    public async Task A_span_that_nobody_wants_is_null_and_what_was_current_stays()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, "Methods allocate other objects there.");
        using var before = new Activity("before").Start();
        using var unheard = new ActivitySource($"{Guid.NewGuid()}");

        foreach (var manager in new[] { _source.StartSpan("unwanted"), unheard.StartSpan("work") })
        {
            await Assert.ThrowsAsync<BlockException>(() => manager.UseAsync(async span =>
            {
                Assert.Null(span);
                Assert.Same(before, Activity.Current);
                throw new BlockException();
            }).OrTimeout());
        }

        Assert.Same(before, Activity.Current);
    }

    [Fact]
    public async Task A_span_that_nobody_wants_costs_next_to_nothing()
    {
        using var unheard = new ActivitySource($"{Guid.NewGuid()}");
        await EnterAndExitAsync(); // what the runtime allocates once
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            await EnterAndExitAsync();

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 300);

        async ValueTask EnterAndExitAsync()
        {
            var manager = unheard.StartSpan("work");
            await manager.EnterAsync();
            await manager.ExitAsync(null);
        }
    }

    [Fact]
    public async Task A_sampler_that_throws_makes_entering_throw_and_leaves_the_manager_usable()
    {
        using var source = new ActivitySource($"{Guid.NewGuid()}");
        var failures = 1;
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => ReferenceEquals(candidate, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                failures-- > 0 ? throw new FormatException() : ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var manager = source.StartSpan("work");

        await Assert.ThrowsAsync<FormatException>(async () => await manager.EnterAsync());

        Assert.NotNull(await manager.UseAsync(async span => span).OrTimeout());
    }

    [Theory, InlineData(true), InlineData(false), Trait("Rule", "G5")]
    public async Task After_a_flat_use_what_was_current_before_is_current_again(bool bridge)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        using var before = new Activity("before").Start();

        if (bridge)
        {
            await using var scope = await Create().BeginAsync();
            Assert.Same(scope.Resource, Activity.Current);
            using (_source.StartActivity("inside"))
                await Task.Yield();
            scope.Complete();
        }
        else
        {
            var stack = new AsyncExitStack();
            Assert.Same(await stack.EnterContextAsync(Create()), Activity.Current);
            using (_source.StartActivity("inside"))
                await Task.Yield();
            await stack.CloseAsync();
        }

        Assert.Same(before, Activity.Current);
    }

    [Fact]
    public async Task A_second_use_inside_the_first_is_reported()
    {
        var manager = Create();

        await manager.UseAsync(async () =>
        {
            var misuse = await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.EnterAsync());
            Assert.Contains("a new one for each block", misuse.Message, StringComparison.Ordinal);
        }).OrTimeout();
    }
}
