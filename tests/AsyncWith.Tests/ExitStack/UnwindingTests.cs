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
