using System.Runtime.CompilerServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>How a scoped method ends.</summary>
public sealed partial class ScopeTests
{
    [Theory, AllCombinations, Trait("Rule", "U4")]
    public async Task A_suppressed_exception_completes_a_method_without_a_result(Interleaving how)
    {
        var block = new BlockException();

        async Scoped Method()
        {
            await Scope.Enter(new RecordingManager(how) { Suppresses = true });
            throw block;
        }

        await Method();
        await Method().AsTask().OrTimeout();
    }

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public async Task A_suppressed_exception_leaves_a_method_with_a_result_without_one(Interleaving how)
    {
        var block = new BlockException();

        async Scoped<int> Method()
        {
            await Scope.Enter(new RecordingManager(how) { Suppresses = true });
            throw block;
        }

        var noResult = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Method());
        Assert.Contains("UseOrDefaultAsync", noResult.Message, StringComparison.Ordinal);
        Assert.Same(block, noResult.InnerException);
    }

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public async Task Suppressing_nothing_leaves_the_result_as_it_is(Interleaving how)
    {
        async Scoped<int> Method()
        {
            await Scope.Enter(new RecordingManager(how) { Suppresses = true });
            return 5;
        }

        Assert.Equal(5, await Method());
    }

    [Theory, AllCombinations, Trait("Rule", "E1")]
    public async Task An_exit_that_fails_after_success_fails_the_method(Interleaving how)
    {
        var failure = new ExitException();

        async Scoped<int> Method()
        {
            await Scope.Enter(new RecordingManager(how) { ExitThrows = failure });
            return 5;
        }

        var task = Method().AsTask();
        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => task.OrTimeout()));
        Assert.True(task.IsFaulted);
        Assert.Null(failure.InnerException);
    }

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task An_exit_that_fails_or_is_cancelled_replaces_the_failure_of_the_method(Interleaving how, bool cancelled)
    {
        var block = new BlockException();
        Exception replacement = cancelled ? new OperationCanceledException() : new ExitException();

        async Scoped Method()
        {
            await Scope.Enter(new RecordingManager(how) { ExitThrows = replacement });
            throw block;
        }

        var task = Method().AsTask();
        Assert.Same(replacement, await Record.ExceptionAsync(() => task.OrTimeout()));
        Assert.Equal(cancelled, task.IsCanceled);
        Assert.Same(block, replacement.InnerException);
    }

    [Theory, AllCombinations, Trait("Rule", "U7")]
    public async Task Cancellation_cancels_the_task_with_the_same_instance(Interleaving how, bool result, bool enters)
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var (cancelled, manager) = (new OperationCanceledException(source.Token), new RecordingManager(how));

        async Scoped Method()
        {
            if (enters)
                await Scope.Enter(manager);
            await how.RunAsync(() => throw cancelled);
        }

        async Scoped<int> WithResult()
        {
            if (enters)
                await Scope.Enter(manager);
            return await how.RunAsync<int>(() => throw cancelled);
        }

        var task = result ? WithResult().AsTask() : Method().AsTask();

        Assert.Same(cancelled, await Assert.ThrowsAsync<OperationCanceledException>(() => task.OrTimeout()));
        Assert.True(task.IsCanceled);
        Assert.Same(enters ? cancelled : null, manager.Seen);
    }

    [Theory, AllCombinations, Trait("Rule", "U5")]
    public async Task A_fault_keeps_its_stack_trace(Interleaving how, bool suspends)
    {
        async Scoped Method()
        {
            await Scope.Enter(new RecordingManager(how));
            if (suspends)
                await Task.Yield();
            ThrowFromHere();
        }

        var thrown = await Assert.ThrowsAsync<BlockException>(async () => await Method());

        Assert.Contains(nameof(ThrowFromHere), thrown.StackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(Method), thrown.StackTrace, StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowFromHere() => throw new BlockException();

    [Fact]
    public async Task An_exception_that_the_method_catches_itself_is_not_seen_by_the_exits()
    {
        var manager = new RecordingManager();

        async Scoped<string> Method()
        {
            await Scope.Enter(manager);
            try
            {
                throw new BlockException();
            }
            catch (BlockException caught)
            {
                return caught.Message;
            }
        }

        Assert.Equal(new BlockException().Message, await Method());
        Assert.Null(manager.Seen);
    }

    [Theory, AllCombinations]
    public async Task A_method_that_fails_after_a_caught_failure_is_exited_with_the_last_one(Interleaving how)
    {
        var (first, second, manager) = (new BlockException(), new BlockException(), new RecordingManager(how));
        var fail = (Exception failure) => how.RunAsync(() => throw failure);

        async Scoped Method()
        {
            await Scope.Enter(manager);
            try
            {
                await fail(first);
            }
            finally
            {
                await fail(second);
            }
        }

        Assert.Same(second, await Assert.ThrowsAsync<BlockException>(async () => await Method()));
        Assert.Same(second, manager.Seen);
    }

    [Theory, AllCombinations, Trait("Rule", "E2")]
    public async Task Suppressing_and_failing_exits_are_told_what_is_pending(Interleaving how)
    {
        var (block, late, seen) = (new BlockException(), new ExitException(), new List<Exception?>());

        async Scoped Method()
        {
            await Scope.OnExit(Exits.Seeing(seen, how));
            await Scope.OnExit(Exits.Throwing(late, how));
            await Scope.OnExit(Exits.Seeing(seen, how));
            await Scope.OnExit(Exits.Suppressing(how));
            await Scope.OnExit(Exits.Seeing(seen, how));
            throw block;
        }

        Assert.Same(late, await Assert.ThrowsAsync<ExitException>(async () => await Method()));
        Assert.Equal<Exception?>([block, null, late], seen);
        Assert.Equal([late], late.Reachable());
    }
}
