using System.Runtime.CompilerServices;
using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Managers;
using AsyncWith.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed class WithExitTimeoutTests : AsyncContextManagerContract<int>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly Holdings _holdings = new();

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<int> Create() =>
        AsyncContextManager.WhenAll(_holdings.Manager()).Select(numbers => numbers[0]).WithExitTimeout(TaskTimeoutExtensions.Limit);

    private static DelegateManager<int> Exiting(Task<bool> exit) => new(_ => new(1), _ => new(exit));

    [Theory, AllCombinations, Trait("Rule", "U3")]
    public async Task An_exit_in_time_is_passed_through(Interleaving how, bool suppresses)
    {
        var block = new BlockException();
        var manager = new RecordingManager(how) { Suppresses = suppresses };

        var thrown = await Record.ExceptionAsync(
            () => manager.WithExitTimeout(_limit, new FakeTimeProvider()).UseAsync(_ => throw block).OrTimeout());

        Assert.Same(suppresses ? null : block, thrown);
        Assert.Same(block, manager.Seen);
    }

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task An_exit_that_fails_in_time_is_passed_through(Interleaving how)
    {
        var (block, failure) = (new BlockException(), new ExitException());
        var manager = new RecordingManager(how) { ExitThrows = failure }.WithExitTimeout(_limit, new FakeTimeProvider());

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => manager.UseAsync(_ => throw block).OrTimeout()));
        Assert.Same(block, failure.InnerException);
    }

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "E3")]
    public async Task An_exit_that_is_late_throws_and_hides_no_failure_of_the_block(bool fails)
    {
        var (clock, release, block) = (new FakeTimeProvider(), new TaskCompletionSource<bool>(), new BlockException());

        var statement = Exiting(release.Task).WithExitTimeout(_limit, clock).UseAsync(async _ => _ = fails ? throw block : 0).AsTask();
        Assert.False(statement.IsCompleted);
        clock.Advance(_limit);

        var late = await Assert.ThrowsAsync<TimeoutException>(() => statement.OrTimeout());
        Assert.Contains("00:00:05", late.Message, StringComparison.Ordinal);
        Assert.Same(fails ? block : null, late.InnerException);
        release.SetResult(true);
    }

    [Fact]
    public async Task The_late_release_goes_on_and_can_be_awaited()
    {
        var (clock, release) = (new FakeTimeProvider(), new TaskCompletionSource<bool>());
        var statement = Exiting(release.Task).WithExitTimeout(_limit, clock).UseAsync(async _ => { }).AsTask();
        clock.Advance(_limit);
        var late = await Assert.ThrowsAsync<TimeoutException>(() => statement.OrTimeout());

        var abandoned = Assert.IsType<Task<bool>>(late.Data["AsyncWith.AbandonedExit"], exactMatch: false);
        Assert.False(abandoned.IsCompleted);
        release.SetResult(true);
        Assert.True(await abandoned.OrTimeout());
    }

    [Fact]
    public async Task The_failure_of_a_late_release_that_nobody_awaits_is_told_as_unobserved()
    {
        var (failure, told) = (new ExitException(), new TaskCompletionSource());
        EventHandler<UnobservedTaskExceptionEventArgs> handler = (_, e) =>
        {
            if (e.Exception.InnerExceptions.Contains(failure))
                told.TrySetResult();
        };
        TaskScheduler.UnobservedTaskException += handler;
        try
        {
            await AbandonAsync(failure);
            while (!told.Task.IsCompleted)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                Assert.False(TestContext.Current.CancellationToken.IsCancellationRequested);
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= handler;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task AbandonAsync(Exception failure)
    {
        var (clock, release) = (new FakeTimeProvider(), new TaskCompletionSource<bool>());
        var statement = Exiting(release.Task).WithExitTimeout(_limit, clock).UseAsync(async _ => { }).AsTask();
        clock.Advance(_limit);
        await Assert.ThrowsAsync<TimeoutException>(() => statement.OrTimeout());
        release.SetException(failure);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Without_time_only_an_exit_that_completes_at_once_is_in_time(bool completes)
    {
        var release = new TaskCompletionSource<bool>();
        if (completes)
            release.SetResult(false);

        var thrown = await Record.ExceptionAsync(() => Exiting(release.Task).WithExitTimeout(TimeSpan.Zero).UseAsync(async _ => { }).OrTimeout());

        Assert.Equal(completes ? null : typeof(TimeoutException), thrown?.GetType());
    }

    [Fact]
    public async Task Without_a_limit_no_timer_runs()
    {
        var (clock, release) = (new ManualTimeProvider(), new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        var statement = Exiting(release.Task).WithExitTimeout(Timeout.InfiniteTimeSpan, clock).UseAsync(async _ => { });

        Assert.Empty(clock.Created);
        release.SetResult(false);
        await statement.OrTimeout();
    }

    [Fact]
    public void The_limit_is_checked()
    {
        var manager = AsyncContextManager.FromValue(1);

        Assert.Throws<ArgumentNullException>("manager", () => ((IAsyncContextManager<int>)null!).WithExitTimeout(_limit));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => manager.WithExitTimeout(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => manager.WithExitTimeout(TimeSpan.FromMilliseconds(uint.MaxValue)));
        Assert.NotNull(manager.WithExitTimeout(TimeSpan.FromMilliseconds(uint.MaxValue - 1)));
    }

    /// <summary>A clock with one timer, which fires when the test says so.</summary>
}
