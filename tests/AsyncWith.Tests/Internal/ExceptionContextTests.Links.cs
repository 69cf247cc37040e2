using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

/// <summary>E3 where several links meet: which one is moved, taken back, or told again.</summary>
public sealed partial class ExceptionContextTests
{
    [Fact]
    public void The_same_context_in_the_data_again_is_told_again()
    {
        var kept = new InvalidOperationException("kept", new FormatException());
        Exception block = new BlockException(), other = new EnterException();
        ExceptionContext.Attach(kept, block, ExceptionContext.Now);
        var since = ExceptionContext.Now;
        ExceptionContext.Attach(kept, block, since);

        ExceptionContext.Attach(kept, other, since); // the link above was made during this exit

        Assert.Same(block, kept.GetContext());
        Assert.Same(other, block.GetContext());
        Assert.IsType<FormatException>(kept.InnerException);
    }

    [Fact]
    public void What_the_thrown_exception_was_linked_to_before_comes_after_the_older_link_back_to_it()
    {
        Exception thrown = new ExitException(), older = new FormatException(), replaced = new BlockException();
        ExceptionContext.Attach(thrown, older, ExceptionContext.Now);
        ExceptionContext.Attach(replaced, thrown, ExceptionContext.Now);

        ExceptionContext.Attach(thrown, replaced, ExceptionContext.Now);

        Assert.Equal([thrown, replaced, older], Chain(thrown));
    }

    [Fact]
    public void An_older_link_back_into_the_middle_of_a_chain_leads_nowhere()
    {
        Exception thrown = new ExitException(), inside = new EnterException(), older = new FormatException(), replaced = new BlockException();
        ExceptionContext.Attach(inside, older, ExceptionContext.Now);
        ExceptionContext.Attach(replaced, thrown, ExceptionContext.Now);
        var since = ExceptionContext.Now;
        ExceptionContext.Attach(thrown, inside, since);

        ExceptionContext.Attach(thrown, replaced, since);

        Assert.Equal([thrown, inside, replaced], Chain(thrown));
    }

    [Fact]
    public void A_replaced_aggregate_that_holds_the_new_one_in_two_branches_goes_to_its_data()
    {
        var thrown = new ExitException();
        var replaced = new AggregateException(new InvalidDataException("a branch", thrown), new IOException("another", thrown));

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Null(thrown.InnerException);
        Assert.Same(replaced, Data(thrown));
    }

    [Fact]
    public void A_link_that_is_taken_back_is_gone()
    {
        Exception thrown = new ExitException(), replaced = new BlockException();
        var since = ExceptionContext.Now;
        ExceptionContext.Attach(thrown, replaced, since);

        Assert.True(ExceptionContext.Detach(thrown, replaced, since));

        Assert.Null(thrown.InnerException);
        Assert.Null(thrown.GetContext());
        Assert.Empty(thrown.Data);
        Assert.False(ExceptionContext.Detach(thrown, replaced, since));
    }

    [Fact]
    public void A_link_in_the_data_that_is_taken_back_is_gone_and_the_cause_stays()
    {
        var cause = new FormatException();
        Exception thrown = new InvalidOperationException("thrown", cause), replaced = new BlockException();
        var since = ExceptionContext.Now;
        ExceptionContext.Attach(thrown, replaced, since);

        Assert.True(ExceptionContext.Detach(thrown, replaced, since));

        Assert.Same(cause, thrown.InnerException);
        Assert.Null(thrown.GetContext());
        Assert.Empty(thrown.Data);
    }

    [Fact]
    public void A_link_that_is_older_than_the_exit_is_not_taken_back()
    {
        Exception thrown = new ExitException(), replaced = new BlockException();
        ExceptionContext.Attach(thrown, replaced, ExceptionContext.Now);

        Assert.False(ExceptionContext.Detach(thrown, replaced, ExceptionContext.Now));

        Assert.Same(replaced, thrown.GetContext());
    }
}
