using System.Diagnostics;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

/// <summary>Where a listener or the message of an exception throws.</summary>
public sealed partial class StartSpanTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task An_exception_that_cannot_be_recorded_ends_the_span_all_the_same(bool listenerThrows)
    {
        using var before = new Activity("before").Start();
        using var listener = Listener(exception: _ => throw new FormatException());
        if (listenerThrows)
            ActivitySource.AddActivityListener(listener);
        Exception failure = listenerThrows ? new BlockException() : new UnreadableException();
        var manager = Create();
        Activity? span = null;

        var thrown = await Assert.ThrowsAsync<FormatException>(() => manager.UseAsync(async current =>
        {
            span = current;
            throw failure;
        }).OrTimeout());

        Assert.Same(failure, thrown.GetContext());
        Assert.True(span!.IsStopped);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Same(before, Activity.Current);
        Assert.Equal(0, Held);
        Assert.NotNull(await manager.UseAsync(async again => again).OrTimeout());
    }

    [Fact]
    public async Task A_listener_that_throws_when_the_span_stops_leaves_the_manager_usable()
    {
        using var before = new Activity("before").Start();
        var failures = 1;
        using var listener = Listener(stopped: _ => ThrowIf(failures-- > 0));
        ActivitySource.AddActivityListener(listener);
        var manager = Create();

        await Assert.ThrowsAsync<FormatException>(() => manager.UseAsync(async () => { }).OrTimeout());

        Assert.Same(before, Activity.Current);
        Assert.NotNull(await manager.UseAsync(async again => again).OrTimeout());
    }

    [Fact]
    public async Task Where_recording_and_stopping_throw_neither_is_lost()
    {
        using var listener = Listener(exception: _ => throw new FormatException(), stopped: _ => throw new ExitException());
        ActivitySource.AddActivityListener(listener);
        var failure = new BlockException();

        var thrown = await Assert.ThrowsAsync<ExitException>(() => Create().UseAsync(async () => throw failure).OrTimeout());

        var recording = Assert.IsType<FormatException>(thrown.GetContext());
        Assert.Same(failure, recording.GetContext());
    }

    [Fact]
    public async Task A_listener_that_throws_when_the_span_starts_leaves_no_span_behind()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        using var before = new Activity("before").Start();
        var failures = 1;
        using var listener = Listener(started: _ => ThrowIf(failures-- > 0));
        ActivitySource.AddActivityListener(listener);
        var manager = Create();

        Assert.IsType<FormatException>(await Record.ExceptionAsync(() => EnterAsync(manager)));

        Assert.Equal(0, Held);
        Assert.NotNull(await manager.UseAsync(async again => again).OrTimeout());

        static Task EnterAsync(IAsyncContextManager<Activity?> manager)
        {
            var current = Activity.Current;
            var entering = manager.EnterAsync().AsTask();
            Assert.Same(current, Activity.Current);
            return entering;
        }
    }

    private ActivityListener Listener(
        Action<Activity>? started = null, Action<Activity>? stopped = null, Action<Exception>? exception = null) =>
        new()
        {
            ShouldListenTo = source => ReferenceEquals(source, _source),
            ActivityStarted = started,
            ActivityStopped = stopped,
            ExceptionRecorder = exception is null ? null : (Activity _, Exception thrown, ref TagList _) => exception(thrown),
        };

    private static void ThrowIf(bool condition)
    {
        if (condition)
            throw new FormatException();
    }

    private sealed class UnreadableException : Exception
    {
        public override string Message => throw new FormatException();
    }
}
