using System.Collections.Concurrent;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>Where an enter fails or is cancelled, nothing that was acquired is dropped.</summary>
public sealed partial class WhenAllTests
{
    [Theory, AllCombinations]
    public async Task A_failure_waits_for_the_other_enters_and_exits_those_that_succeed(Interleaving how, bool failsFirst)
    {
        var late = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (failure, seen) = (new EnterException(), new List<Exception?>());
        var failing = new DelegateManager<int>(_ => how.RunAsync<int>(() => throw failure), _ => throw new NotSupportedException());
        var (lateOne, early) = (Waiting(late.Task, Exits.Seeing(seen)), new DelegateManager<int>(_ => how.RunAsync(() => 1), Exits.Seeing(seen)));
        var manager = failsFirst
            ? AsyncContextManager.WhenAll<int>(failing, lateOne, early)
            : AsyncContextManager.WhenAll<int>(early, lateOne, failing);

        var statement = manager.UseAsync(() => Task.CompletedTask).AsTask();
        await Task.Yield();
        Assert.False(statement.IsCompleted);
        Assert.Empty(seen);
        late.SetResult(2);

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => statement.OrTimeout()));
        Assert.Equal<Exception?>([failure, failure], seen);
    }

    [Fact, Trait("Rule", "E3")]
    public async Task Of_several_failures_the_first_in_order_propagates_with_the_others_inside()
    {
        var gates = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var failures = gates.Select(_ => new EnterException()).ToArray();
        var statement = AsyncContextManager.WhenAll<int>(gates.Select(gate => Waiting(gate.Task, _ => throw new NotSupportedException())).ToArray())
            .EnterAsync()
            .AsTask();

        foreach (var i in new[] { 2, 0, 1 })
            gates[i].SetException(failures[i]);
        var thrown = await Assert.ThrowsAsync<EnterException>(() => statement.OrTimeout());

        Assert.Same(failures[0], thrown);
        Assert.Equal(3, thrown.Reachable().Count);
        Assert.All(failures, failure => Assert.Contains(failure, thrown.Reachable()));
    }

    [Fact]
    public async Task A_failure_comes_before_a_cancellation_which_is_inside_it()
    {
        var (cancelled, failure) = (new OperationCanceledException(), new EnterException());
        var manager = AsyncContextManager.WhenAll<int>(
            new DelegateManager<int>(async _ => throw cancelled, _ => throw new NotSupportedException()),
            new DelegateManager<int>(async _ => throw failure, _ => throw new NotSupportedException()));

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => manager.EnterAsync().OrTimeout()));
        Assert.Same(cancelled, failure.InnerException);
    }

    [Fact]
    public async Task The_same_failure_of_two_enters_is_reported_as_it_is()
    {
        var failure = new EnterException();
        var part = new RecordingManager { EnterThrows = failure };

        Assert.Same(
            failure, await Assert.ThrowsAsync<EnterException>(() => AsyncContextManager.WhenAll<string>(part, part).EnterAsync().OrTimeout()));
        Assert.Null(failure.InnerException);
        Assert.Empty(failure.Data);
    }

    [Fact]
    public async Task A_cancelled_token_cancels_the_enters_and_exits_those_that_succeeded()
    {
        using var source = new CancellationTokenSource();
        var cancellable = new DelegateManager<int>(
            async cancellationToken => await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken),
            _ => throw new NotSupportedException());

        var entering = AsyncContextManager.WhenAll(_holdings.Manager(), cancellable, _holdings.Manager(Interleaving.Synchronous))
            .EnterAsync(source.Token)
            .AsTask();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entering.OrTimeout());
        Assert.True(entering.IsCanceled);
        Assert.Equal(2, _holdings.Acquired);
        Assert.Equal(0, Held);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_failure_cancels_the_other_enters(bool failsFirst)
    {
        var failure = new EnterException();
        var failing = new DelegateManager<int>(async _ => { await Task.Yield(); throw failure; }, _ => throw new NotSupportedException());
        var waiting = new DelegateManager<int>(
            async cancellationToken => await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken),
            _ => throw new NotSupportedException());
        var manager = failsFirst
            ? AsyncContextManager.WhenAll(failing, waiting, _holdings.Manager())
            : AsyncContextManager.WhenAll(_holdings.Manager(), waiting, failing);

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => manager.EnterAsync().OrTimeout()));

        Assert.Null(failure.InnerException); // the cancellation that it caused is no news
        Assert.Empty(failure.Data);
        Assert.Equal(0, Held);
    }

    [Fact]
    public async Task An_enter_that_ends_with_a_cancellation_of_its_own_cancels_the_others_and_propagates()
    {
        var own = new OperationCanceledException();
        var waiting = new DelegateManager<int>(
            async cancellationToken => await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken),
            _ => throw new NotSupportedException());
        var failing = new DelegateManager<int>(async _ => { await Task.Yield(); throw own; }, _ => throw new NotSupportedException());

        Assert.Same(own, await Assert.ThrowsAsync<OperationCanceledException>(
            () => AsyncContextManager.WhenAll<int>(waiting, failing, waiting).EnterAsync().OrTimeout()));
        Assert.Null(own.InnerException);
    }

    [Fact]
    public async Task The_token_of_the_caller_reaches_the_managers_while_the_block_runs()
    {
        using var caller = new CancellationTokenSource();

        await AsyncContextManager.WhenAll(
            Deadline.After(Timeout.InfiniteTimeSpan), Deadline.After(Timeout.InfiniteTimeSpan)).UseAsync(async deadlines =>
            {
                await caller.CancelAsync();
                Assert.All(deadlines, deadline => Assert.True(deadline.Token.IsCancellationRequested));
            }, caller.Token).OrTimeout();
    }

    [Fact]
    public async Task A_callback_on_the_token_that_throws_is_not_lost()
    {
        var (failure, ofCallback) = (new EnterException(), new FormatException());
        var failing = new DelegateManager<int>(async _ => { await Task.Yield(); throw failure; }, _ => throw new NotSupportedException());
        var registering = new DelegateManager<int>(
            async cancellationToken =>
            {
                cancellationToken.Register(() => throw ofCallback);
                return 1;
            },
            _ => default);

        Assert.Same(
            failure, await Assert.ThrowsAsync<EnterException>(() => AsyncContextManager.WhenAll<int>(registering, failing).EnterAsync().OrTimeout()));
        Assert.Contains(ofCallback, failure.Reachable());
    }

    [Fact]
    public async Task No_resource_is_dropped_wherever_it_fails_or_is_cancelled()
    {
        const int Rounds = 1_000;
        var outcomes = new ConcurrentQueue<Exception?>();

        await Parallel.ForAsync(0, Rounds, async (round, _) =>
        {
            var random = new Random(round);
            using var source = new CancellationTokenSource();
            var manager = AsyncContextManager.WhenAll(
                Enumerable.Range(0, random.Next(1, 8)).Select(_ => Unreliable(random.Next(), source)).ToArray());
            outcomes.Enqueue(await Record.ExceptionAsync(async () => await manager.UseAsync(async () => { }, source.Token)));
        }).OrTimeout();

        Assert.Equal(0, Held);
        Assert.InRange(_holdings.Acquired, Rounds, int.MaxValue);
        Assert.Contains(null, outcomes);
        Assert.Contains(outcomes, thrown => thrown is EnterException);
        Assert.Contains(outcomes, thrown => thrown is ExitException);
        Assert.Contains(outcomes, thrown => thrown is OperationCanceledException);

        // Enters, fails, is cancelled, or cancels everybody, at once or after some turns of the thread pool; its exit may fail after the release.
        IAsyncContextManager<int> Unreliable(int seed, CancellationTokenSource source) => new DelegateManager<int>(
            async cancellationToken =>
            {
                var random = new Random(seed);
                for (var turns = random.Next(4); turns > 0; turns--)
                    await Task.Yield();
                switch (random.Next(16))
                {
                    case 0:
                        throw new EnterException();
                    case 1:
                        await source.CancelAsync();
                        break;
                    case 2:
                        cancellationToken.ThrowIfCancellationRequested();
                        break;
                }

                return _holdings.Acquire();
            },
            async _ =>
            {
                if (seed % 2 == 0)
                    await Task.Yield();
                _holdings.Release();
                return seed % 16 == 0 ? throw new ExitException() : false;
            });
    }
}
