using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

/// <summary>What is pending while exits run one after the other.</summary>
public sealed class UnwindingTests
{
    private readonly BlockException _block = new();
    private readonly ExitException _failure = new();

    [Fact, Trait("Rule", "U5")]
    public void Where_no_exit_does_anything_the_exception_stays_pending_and_is_not_suppressed()
    {
        var unwinding = new Unwinding(_block);

        unwinding.Exited(suppress: false);

        Assert.Same(_block, unwinding.Pending);
        Assert.False(unwinding.Outcome().ValueOrThrow());
    }

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "U4")]
    public void Success_is_not_suppressed_whatever_the_exits_answer(bool suppress)
    {
        var unwinding = new Unwinding(null);

        unwinding.Exited(suppress);

        Assert.Null(unwinding.Pending);
        Assert.False(unwinding.Outcome().ValueOrThrow());
    }

    [Fact, Trait("Rule", "U4")]
    public void A_suppressed_exception_is_pending_no_more()
    {
        var unwinding = new Unwinding(_block);

        unwinding.Exited(suppress: true);

        Assert.Null(unwinding.Pending);
        Assert.True(unwinding.Outcome().ValueOrThrow());
    }

    [Fact, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public void A_thrown_exception_replaces_the_pending_one_and_carries_it()
    {
        var unwinding = new Unwinding(_block);

        unwinding.Threw(_failure);

        Assert.Same(_failure, unwinding.Pending);
        Assert.Same(_block, _failure.InnerException);
        Assert.Same(_failure, unwinding.Outcome().Exception);
    }

    [Fact, Trait("Rule", "U5")]
    public void Throwing_the_pending_exception_again_changes_nothing()
    {
        var unwinding = new Unwinding(_block);

        unwinding.Threw(_block);

        Assert.Same(_block, unwinding.Pending);
        Assert.Null(_block.InnerException);
        Assert.False(unwinding.Outcome().ValueOrThrow());
    }

    [Fact, Trait("Rule", "U4")]
    public void A_replacement_that_is_suppressed_suppresses_all_of_it()
    {
        var unwinding = new Unwinding(_block);

        unwinding.Threw(_failure);
        unwinding.Exited(suppress: true);

        Assert.True(unwinding.Outcome().ValueOrThrow());
    }

    [Fact, Trait("Rule", "U4")]
    public void A_failure_of_an_exit_after_success_that_is_suppressed_leaves_success()
    {
        var unwinding = new Unwinding(null);

        unwinding.Threw(_failure);
        unwinding.Exited(suppress: true);

        Assert.Null(unwinding.Pending);
        Assert.False(unwinding.Outcome().ValueOrThrow());
    }

    [Fact, Trait("Rule", "E4")]
    public void A_suppressed_exception_is_not_attached_to_a_later_one_by_anybody()
    {
        var (unwinding, around) = (new Unwinding(_block), new Unwinding(_block));

        unwinding.Exited(suppress: true);
        unwinding.Threw(_failure);
        around.Threw(_failure);
        ExceptionContext.Attach(_failure, _block, since: 0);

        Assert.Equal([_failure], _failure.Reachable());
    }

    [Fact, Trait("Rule", "E4")]
    public void The_original_exception_thrown_again_after_it_was_suppressed_is_the_original()
    {
        var unwinding = new Unwinding(_block);

        unwinding.Exited(suppress: true);
        unwinding.Threw(_block);

        Assert.Same(_block, unwinding.Pending);
        Assert.Null(_block.InnerException);
        Assert.False(unwinding.Outcome().ValueOrThrow());
    }

    [Fact, Trait("Rule", "E3")]
    public void An_exception_that_is_thrown_again_tells_its_latest_context_and_loses_none_of_a_chain()
    {
        var (first, second) = (new ExitException(), new InvalidDataException());
        var unwinding = new Unwinding(_block);

        foreach (var exception in new Exception[] { first, second, _block, first })
        {
            unwinding.Next();
            unwinding.Threw(exception);
        }

        Assert.Same(_block, first.GetContext());
        Assert.Same(second, _block.GetContext());
        Assert.Null(second.GetContext());
    }

    [Theory, AllCombinations, Trait("Rule", "E3"), Trait("Rule", "E4")]
    public void A_member_of_an_aggregate_that_the_next_exit_throws_or_wraps_carries_the_aggregate_unless_that_was_suppressed(
        bool wraps, bool isSuppressed)
    {
        Exception member = new ExitException(), other = new EnterException();
        var aggregate = new AggregateException(other, member);
        var last = wraps ? new InvalidOperationException("wrapper", member) : member;
        var unwinding = new Unwinding(_block);

        unwinding.Next();
        unwinding.Threw(aggregate);
        unwinding.Next();
        if (isSuppressed)
            unwinding.Exited(suppress: true);
        unwinding.Next();
        unwinding.Threw(last);
        ExceptionContext.Attach(last, _block, since: 0);

        HashSet<Exception> expected = isSuppressed ? [last, member] : [last, member, aggregate, other, _block];
        Assert.Equal(expected, last.Reachable().ToHashSet());
        Assert.Same(isSuppressed ? null : aggregate, last.GetContext());
        Assert.Same(_block, aggregate.GetContext());
        Assert.Null(member.InnerException);
        Assert.NotEmpty(last.ToString()); // no cycle
    }

    [Theory, InlineData(Unwinding.LongestChain - 1, false), InlineData(Unwinding.LongestChain, true), Trait("Rule", "E3a")]
    public void From_some_length_on_the_failures_before_are_members_of_one_aggregate(int failures, bool isAggregate)
    {
        Exception[] thrown = [.. Enumerable.Range(0, failures).Select(number => new InvalidOperationException($"exit {number}"))];
        var unwinding = new Unwinding(_block);

        foreach (var exception in thrown)
        {
            unwinding.Next();
            unwinding.Threw(exception);
        }

        var last = unwinding.Outcome().Exception!;
        Assert.Same(thrown[^1], last);
        if (!isAggregate)
        {
            Assert.Same(thrown[^2], last.InnerException);
            return;
        }

        var earlier = Assert.IsType<AggregateException>(last.InnerException);
        Assert.StartsWith("Several exits failed", earlier.Message, StringComparison.Ordinal);
        Assert.Equal([thrown[^2]], earlier.InnerExceptions);
    }

    [Fact, Trait("Rule", "E3a")]
    public void An_instance_that_is_thrown_again_at_the_end_is_no_member_of_the_failures_before_it()
    {
        var unwinding = new Unwinding(_block);
        for (var exit = 0; exit < Unwinding.LongestChain; exit++)
            Throw(new InvalidOperationException($"exit {exit}"));
        var other = new EnterException();

        Throw(_failure); // replaced by the next, so it is a failure before that one
        Throw(other);
        Throw(_failure);

        Assert.Same(_failure, unwinding.Outcome().Exception);
        var earlier = Assert.IsType<AggregateException>(_failure.GetContext());
        Assert.DoesNotContain(_failure, earlier.InnerExceptions);
        Assert.Contains(other, earlier.InnerExceptions);

        void Throw(Exception exception)
        {
            unwinding.Next();
            unwinding.Threw(exception);
        }
    }

    [Fact, Trait("Rule", "E3a")]
    public void Failures_that_were_suppressed_do_not_count()
    {
        Exception first = new EnterException(), second = new ExitException();
        var unwinding = new Unwinding(_block);
        for (var exit = 1; exit < Unwinding.LongestChain; exit++)
            unwinding.Threw(new InvalidOperationException($"exit {exit}"));
        unwinding.Exited(suppress: true);

        unwinding.Next();
        unwinding.Threw(first);
        unwinding.Next();
        unwinding.Threw(second);

        Assert.Same(second, unwinding.Outcome().Exception);
        Assert.Same(first, second.InnerException);
    }

    [Fact, Trait("Rule", "E3a")]
    public void Exceptions_that_each_wrap_the_one_before_are_left_alone_however_many()
    {
        Exception last = _block;
        var unwinding = new Unwinding(_block);

        for (var exit = 0; exit < 1_000; exit++)
        {
            unwinding.Next();
            unwinding.Threw(last = new InvalidOperationException("wrapper", last));
        }

        Assert.Same(last, unwinding.Outcome().Exception);
        Assert.Null(last.GetContext());
        Assert.Empty(last.Data);
    }

    [Fact, Trait("Rule", "E3")]
    public async Task A_nested_stack_that_replaces_the_exception_loses_none_of_many_failures_before()
    {
        var stack = new AsyncExitStack();
        var nested = await stack.EnterContextAsync(new AsyncExitStack());
        nested.PushCallback(() => ValueTask.FromException(_failure));
        for (var exit = 0; exit < 100; exit++)
            stack.PushCallback(() => ValueTask.FromException(new EnterException()));

        var thrown = await Assert.ThrowsAsync<ExitException>(async () => await stack.UseAsync(() => ValueTask.FromException(_block)));

        Assert.Same(_failure, thrown);
        Assert.Equal(102, thrown.Reachable().Count(exception => exception is not AggregateException));
    }

    [Fact, Trait("Rule", "E4")]
    public async Task An_exception_suppressed_in_one_nested_stack_is_no_context_of_one_from_another_even_through_a_third()
    {
        var (first, last) = (new EnterException(), new ExitException());

        var thrown = await Assert.ThrowsAsync<ExitException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            var left = await stack.EnterContextAsync(new AsyncExitStack());
            left.PushExit(_ => throw last);
            left.PushExit(exception => new(ReferenceEquals(exception, first)));
            var right = await stack.EnterContextAsync(new AsyncExitStack());
            right.PushExit(_ => throw first);
            right.PushExit(exception => new(ReferenceEquals(exception, _block)));
            throw _block;
        }));

        Assert.Same(last, thrown);
        Assert.Equal([last], thrown.Reachable());
    }
}
