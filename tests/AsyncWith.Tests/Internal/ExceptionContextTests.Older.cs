using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

/// <summary>E3 and E4 where links, or suppressions, are older than the exit.</summary>
public sealed partial class ExceptionContextTests
{
    [Fact]
    public void A_link_that_is_older_than_the_exit_gives_way()
    {
        var kept = new ExitException();
        Exception first = new BlockException(), second = new EnterException();
        ExceptionContext.Attach(kept, first, ExceptionContext.Now);

        ExceptionContext.Attach(kept, second, ExceptionContext.Now);

        Assert.Equal([kept, second], Chain(kept));
        Assert.Same(second, kept.GetContext());
        Assert.Null(first.InnerException);
    }

    [Fact]
    public void A_link_in_the_data_that_is_older_than_the_exit_gives_way()
    {
        var kept = new InvalidOperationException("kept", new FormatException());
        Exception first = new BlockException(), second = new EnterException();
        ExceptionContext.Attach(kept, first, ExceptionContext.Now);

        ExceptionContext.Attach(kept, second, ExceptionContext.Now);

        Assert.Same(second, Data(kept));
        Assert.IsType<FormatException>(kept.InnerException);
        Assert.Null(first.GetContext());
    }

    [Fact]
    public void The_same_context_again_is_told_again()
    {
        var kept = new ExitException();
        Exception block = new BlockException(), other = new EnterException();
        ExceptionContext.Attach(kept, block, ExceptionContext.Now);
        var since = ExceptionContext.Now;
        ExceptionContext.Attach(kept, block, since);

        ExceptionContext.Attach(kept, other, since); // the link above was made during this exit

        Assert.Equal([kept, block, other], Chain(kept));
    }

    [Fact]
    public void The_older_link_that_would_close_a_cycle_is_cut()
    {
        Exception a = new ExitException(), b = new BlockException();
        ExceptionContext.Attach(a, b, ExceptionContext.Now);

        ExceptionContext.Attach(b, a, ExceptionContext.Now);

        Assert.Equal([b, a], Chain(b));
        Assert.Null(a.GetContext());
        Assert.Null(a.Data["AsyncWith.Context"]);
        Assert.Same(a, b.GetContext());
    }

    [Fact]
    public void An_older_link_in_the_data_that_would_close_a_cycle_is_cut()
    {
        Exception cause = new FormatException(), a = new InvalidOperationException("a", cause), b = new BlockException();
        ExceptionContext.Attach(a, b, ExceptionContext.Now);

        ExceptionContext.Attach(b, a, ExceptionContext.Now);

        Assert.Equal([b, a, cause], Chain(b));
        Assert.Null(a.GetContext());
        Assert.Null(a.Data["AsyncWith.Context"]);
    }

    [Fact]
    public void A_cause_that_is_thrown_out_of_its_wrapper_keeps_what_it_carries()
    {
        Exception root = new BlockException(), failure = new ExitException();
        ExceptionContext.Attach(failure, root, ExceptionContext.Now);
        var wrapper = new InvalidOperationException("wrapper", failure);

        ExceptionContext.Attach(failure, wrapper, ExceptionContext.Now);

        Assert.Equal([failure, root], Chain(failure));
        Assert.Equal([wrapper, failure, root], Chain(wrapper));
        Assert.Same(wrapper, failure.GetContext());
    }

    [Fact, Trait("Rule", "E4")]
    public void What_was_suppressed_is_not_linked()
    {
        Exception thrown = new ExitException(), suppressed = new BlockException();
        var since = ExceptionContext.Now;
        ExceptionContext.MarkSuppressed(thrown, suppressed);

        ExceptionContext.Attach(thrown, suppressed, since);

        Assert.Null(thrown.GetContext());
        Assert.True(ExceptionContext.IsSuppressed(thrown, suppressed, since));
        Assert.False(ExceptionContext.IsSuppressed(thrown, new BlockException(), since));
    }

    [Fact, Trait("Rule", "E4")]
    public void What_was_suppressed_is_not_linked_to_what_wraps_the_exception_that_came_after_it()
    {
        Exception thrown = new ExitException(), suppressed = new BlockException();
        var since = ExceptionContext.Now;
        ExceptionContext.MarkSuppressed(thrown, suppressed);
        var wrapper = new InvalidOperationException("wrapper", thrown);

        ExceptionContext.Attach(wrapper, suppressed, since);

        Assert.Null(wrapper.GetContext());
        Assert.True(ExceptionContext.IsSuppressed(wrapper, suppressed, since));
    }

    [Fact, Trait("Rule", "E4")]
    public void A_suppression_that_is_older_than_the_exit_does_not_count()
    {
        Exception kept = new ExitException(), block = new BlockException();
        ExceptionContext.MarkSuppressed(kept, block);

        ExceptionContext.Attach(kept, block, ExceptionContext.Now);

        Assert.Same(block, kept.InnerException);
    }
}
