using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

/// <summary>How a block with a deadline ends.</summary>
public sealed partial class DeadlineTests : AsyncContextManagerContract<Deadline>
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private readonly ManualTimeProvider _clock = new();

    protected override Reuse Reuse => Reuse.Reusable;

    protected override int? Held => _clock.Running;

    protected override IAsyncContextManager<Deadline> Create() => Deadline.After(_minute, _clock);

    [Fact]
    public async Task A_block_that_the_deadline_cancels_times_out()
    {
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => Create().UseAsync(async deadline =>
        {
            Assert.False(deadline.HasExpired);
            _clock.Advance(_minute);
            Assert.True(deadline.HasExpired);
            await ForeverAsync(deadline.Token);
        }).OrTimeout());

        Assert.IsType<TaskCanceledException>(thrown.InnerException);
        Assert.Contains("00:01:00", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timeout_has_the_very_cancellation_inside()
    {
        OperationCanceledException? cancellation = null;

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => Create().UseAsync(async deadline =>
        {
            _clock.Advance(_minute);
            throw cancellation = new OperationCanceledException(deadline.Token);
        }).OrTimeout());

        Assert.Same(cancellation, thrown.InnerException);
    }

    [Fact]
    public async Task A_block_that_waits_is_woken_when_the_time_is_over()
    {
        var statement = Create().UseAsync(async deadline => await ForeverAsync(deadline.Token)).AsTask();

        _clock.Advance(_minute - TimeSpan.FromTicks(1));
        Assert.False(statement.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<TimeoutException>(() => statement.OrTimeout());
    }

    [Fact]
    public async Task The_cancellation_of_the_caller_stays_what_it_is()
    {
        using var caller = new CancellationTokenSource();
        OperationCanceledException? cancellation = null;

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => Create().UseAsync(async deadline =>
        {
            await caller.CancelAsync();
            Assert.True(deadline.Token.IsCancellationRequested);
            Assert.False(deadline.HasExpired);
            throw cancellation = new OperationCanceledException(deadline.Token);
        }, caller.Token).OrTimeout());

        Assert.Same(cancellation, thrown);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_cancellation_of_the_caller_wins_over_the_expiry(bool callerIsFirst)
    {
        using var caller = new CancellationTokenSource();
        OperationCanceledException? cancellation = null;

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => Create().UseAsync(async deadline =>
        {
            if (callerIsFirst)
                await caller.CancelAsync();
            _clock.Advance(_minute);
            await caller.CancelAsync();
            Assert.True(deadline.HasExpired);
            throw cancellation = new OperationCanceledException(deadline.Token);
        }, caller.Token).OrTimeout());

        Assert.Same(cancellation, thrown);
    }

    [Fact]
    public async Task A_cancellation_before_the_expiry_stays_what_it_is()
    {
        var cancellation = new OperationCanceledException();

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(
            () => Create().UseAsync(async _ => throw cancellation).OrTimeout());

        Assert.Same(cancellation, thrown);
    }

    [Fact]
    public async Task Whatever_its_token_a_cancellation_after_the_expiry_is_a_timeout()
    {
        using var linked = new CancellationTokenSource();

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => Create().UseAsync(async _ =>
        {
            _clock.Advance(_minute);
            await linked.CancelAsync();
            await ForeverAsync(linked.Token);
        }).OrTimeout());

        Assert.Equal(linked.Token, Assert.IsType<TaskCanceledException>(thrown.InnerException).CancellationToken);
    }

    [Fact]
    public async Task Another_exception_after_the_expiry_goes_on_unchanged()
    {
        var failure = new BlockException();

        var thrown = await Assert.ThrowsAsync<BlockException>(() => Create().UseAsync(async _ =>
        {
            _clock.Advance(_minute);
            throw failure;
        }).OrTimeout());

        Assert.Same(failure, thrown);
        Assert.Null(thrown.InnerException);
    }

    [Fact]
    public async Task A_block_that_completes_in_spite_of_the_expiry_succeeds()
    {
        var result = await Create().UseAsync(async deadline =>
        {
            _clock.Advance(_minute);
            return deadline.HasExpired;
        }).OrTimeout();

        Assert.True(result);
    }

    [Fact]
    public async Task A_block_that_completed_in_time_has_not_expired_afterwards()
    {
        var deadline = await Create().UseAsync(async deadline => deadline).OrTimeout();

        _clock.Advance(_minute);

        Assert.False(deadline.HasExpired);
        Assert.False(deadline.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_cancelled_token_is_not_entered()
    {
        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await Create().EnterAsync(new CancellationToken(canceled: true)));

        Assert.True(thrown.CancellationToken.IsCancellationRequested);
        Assert.Empty(_clock.Created);
    }

    [Fact]
    public async Task A_callback_on_the_token_that_throws_is_reported()
    {
        var failure = new FormatException();

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async deadline =>
        {
            deadline.Token.Register(() => throw failure);
            _clock.Advance(_minute);
        }).OrTimeout());

        Assert.Same(failure, Assert.Single(thrown.InnerExceptions));
    }

    [Fact]
    public async Task The_exit_waits_for_the_callbacks_on_the_token()
    {
        using var leave = new ManualResetEventSlim();
        var (began, log) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new List<string>());

        var statement = Deadline.After(_minute, _clock).UseAsync(async deadline =>
        {
            deadline.Token.Register(() =>
            {
                began.SetResult();
                leave.Wait(TaskTimeoutExtensions.Limit);
                log.Add("callback");
            });
            _clock.Advance(_minute);
            await began.Task;
        }).AsTask();
        await began.Task.OrTimeout();
        await Task.Yield();
        Assert.False(statement.IsCompleted);
        leave.Set();
        await statement.OrTimeout();

        Assert.Equal(["callback"], log);
    }

    [Fact]
    public async Task A_callback_that_needs_the_end_of_the_statement_starts_a_task_that_awaits_it()
    {
        var (statement, ended) = (
            new TaskCompletionSource<Task>(), new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));

        statement.SetResult(Deadline.After(_minute, _clock).UseAsync(async deadline =>
        {
            deadline.Token.Register(() => _ = AfterStatementAsync());
            await Task.Yield();
            _clock.Advance(_minute);
        }).AsTask());

        await (await statement.Task).OrTimeout();
        Assert.True(await ended.Task.OrTimeout());

        async Task AfterStatementAsync()
        {
            await (await statement.Task);
            ended.SetResult(true);
        }
    }

    [Fact]
    public async Task Nothing_of_it_stays_with_the_token_of_the_caller()
    {
        using var caller = new CancellationTokenSource();

        var (deadline, registered) = await UseAsync(caller.Token);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(deadline.IsAlive);
        Assert.False(registered.IsAlive);

        static async Task<(WeakReference Deadline, WeakReference Registered)> UseAsync(CancellationToken token) =>
            await Deadline.After(_minute).UseAsync(async deadline =>
            {
                var registered = new object();
                deadline.Token.Register(static _ => { }, registered);
                return (new WeakReference(deadline), new WeakReference(registered));
            }, token).OrTimeout();
    }

    private static Task ForeverAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
}
