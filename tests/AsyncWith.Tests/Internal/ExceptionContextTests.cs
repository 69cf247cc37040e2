using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

/// <summary>Rule E3: the exception that was replaced stays visible, nothing is overwritten, and no cycle is made.</summary>
[Trait("Rule", "E3")]
public sealed partial class ExceptionContextTests
{
    private static Exception Data(Exception exception) => Assert.IsType<Exception>(exception.Data[ExceptionContext.DataKey], exactMatch: false);

    /// <summary>The exception and its inner ones; fails on a cycle, which every logger would follow for ever.</summary>
    private static List<Exception> Chain(Exception exception)
    {
        List<Exception> chain = [];
        var seen = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        for (var link = exception; link is not null; link = link.InnerException)
        {
            Assert.True(seen.Add(link), "The chain of inner exceptions is a cycle.");
            chain.Add(link);
        }

        return chain;
    }

    [Fact]
    public void The_runtime_has_the_field_that_holds_the_inner_exception()
    {
        // Where this fails, the runtime has changed what the library relies on: the replaced exception would go to Data only.
        var inner = typeof(Exception).GetField("_innerException", BindingFlags.Instance | BindingFlags.NonPublic);

        Assert.NotNull(inner);
        Assert.Equal(typeof(Exception), inner.FieldType);
        var thrown = new ExitException();
        var replaced = new BlockException();
        ExceptionContext.Attach(thrown, replaced, since: 0);
        Assert.Same(replaced, inner.GetValue(thrown));
    }

    [Fact]
    public void The_replaced_exception_becomes_the_inner_one()
    {
        var thrown = new ExitException();
        var replaced = new BlockException();

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Same(replaced, thrown.InnerException);
        Assert.Same(replaced, thrown.GetBaseException());
        Assert.Contains(replaced.Message, thrown.ToString(), StringComparison.Ordinal);
        Assert.Equal("InnerException", thrown.Data["AsyncWith.Context"]);
        Assert.Same(replaced, thrown.GetContext());
        Assert.Null(replaced.InnerException);
    }

    [Fact]
    public void Nothing_replaced_is_nothing_to_attach()
    {
        var thrown = new ExitException();

        ExceptionContext.Attach(thrown, null, since: 0);

        Assert.Null(thrown.InnerException);
        Assert.Empty(thrown.Data);
    }

    [Fact]
    public void Where_there_is_a_cause_already_the_replaced_exception_goes_to_the_data_and_the_cause_is_left_alone()
    {
        var end = new FormatException();
        var middle = new InvalidDataException("middle", end);
        var thrown = new InvalidOperationException("thrown", middle);
        var replaced = new BlockException();

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Equal([thrown, middle, end], Chain(thrown));
        Assert.Same(replaced, Data(thrown));
        Assert.Same(replaced, thrown.GetContext());
        Assert.Null(middle.GetContext());
        Assert.Empty(end.Data);
    }

    [Fact]
    public void A_replaced_exception_comes_with_its_own_chain()
    {
        var cause = new FormatException();
        var replaced = new InvalidDataException("replaced", cause);
        var thrown = new ExitException();

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Same(replaced, thrown.InnerException);
        Assert.Same(cause, replaced.InnerException);
    }

    [Fact]
    public void An_exception_is_not_attached_to_itself()
    {
        var thrown = new ExitException();

        ExceptionContext.Attach(thrown, thrown, since: 0);

        Assert.Null(thrown.InnerException);
        Assert.Empty(thrown.Data);
    }

    [Fact]
    public void An_exception_is_not_attached_where_it_is_carried_already()
    {
        var replaced = new BlockException();
        Exception[] carriers =
        [
            new InvalidDataException("directly", replaced),
            new InvalidDataException("deeper", new InvalidOperationException("middle", replaced)),
            new AggregateException(replaced),
            new AggregateException(new FormatException(), replaced),
            new InvalidDataException("under an aggregate", new AggregateException(new FormatException(), new IOException("branch", replaced))),
            new AggregateException(new FormatException(), new AggregateException(new AggregateException(new FormatException(), replaced))),
        ];

        foreach (var carrier in carriers)
        {
            var before = carrier.ToString();
            ExceptionContext.Attach(carrier, replaced, since: 0);
            Assert.Equal((before, 0), (carrier.ToString(), carrier.Data.Count));
        }

        Assert.Null(replaced.InnerException);
    }

    [Fact]
    public void An_exception_is_attached_once()
    {
        var thrown = new ExitException();
        var replaced = new BlockException();

        ExceptionContext.Attach(thrown, replaced, since: 0);
        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Equal([thrown, replaced], Chain(thrown));
    }

    [Fact]
    public void Several_are_all_kept()
    {
        var thrown = new ExitException();
        Exception[] replaced = [new BlockException(), new EnterException(), new FormatException()];

        foreach (var exception in replaced)
            ExceptionContext.Attach(thrown, exception, since: 0);

        Assert.Equal([thrown, .. replaced], Chain(thrown));
    }

    [Fact]
    public void The_members_of_an_aggregate_are_left_alone()
    {
        var first = new FormatException();
        var second = new InvalidDataException();
        var thrown = new AggregateException(first, second);
        var replaced = new BlockException();

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Equal([first, second], thrown.InnerExceptions);
        Assert.Null(first.InnerException);
        Assert.Null(second.InnerException);
        Assert.Same(replaced, Data(thrown));
    }

    [Fact]
    public void An_empty_aggregate_carries_it_as_any_other()
    {
        var thrown = new AggregateException();
        var replaced = new BlockException();

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Same(replaced, thrown.InnerException);
    }

    [Fact]
    public void A_replaced_exception_that_wraps_the_new_one_goes_to_its_data()
    {
        var thrown = new ExitException();
        var replaced = new InvalidDataException("wraps", thrown);

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Null(thrown.InnerException);
        Assert.Same(replaced, Data(thrown));
        Assert.Same(thrown, replaced.InnerException);
        Assert.Equal([thrown], Chain(thrown));
        Assert.Equal([replaced, thrown], Chain(replaced));
    }

    [Fact]
    public void A_replaced_exception_that_ends_as_the_new_one_does_goes_to_its_data()
    {
        var common = new FormatException();
        var thrown = new InvalidOperationException("thrown", common);
        var replaced = new InvalidDataException("replaced", common);

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Same(common, thrown.InnerException);
        Assert.Null(common.InnerException);
        Assert.Same(replaced, Data(thrown));
    }

    [Fact]
    public void A_replaced_aggregate_that_holds_the_new_one_in_any_branch_goes_to_its_data()
    {
        var thrown = new ExitException();
        var replaced = new AggregateException(new FormatException(), new InvalidDataException("branch", thrown));

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Null(thrown.InnerException);
        Assert.Same(replaced, Data(thrown));
    }

    [Fact]
    public void A_second_one_is_linked_to_the_first()
    {
        var thrown = new ExitException();
        var first = new InvalidDataException("first", thrown);
        var second = new InvalidOperationException("second", thrown);

        ExceptionContext.Attach(thrown, first, since: 0);
        ExceptionContext.Attach(thrown, second, since: 0);
        ExceptionContext.Attach(thrown, second, since: 0);

        Assert.Same(first, Data(thrown));
        Assert.Same(second, Data(first));
        Assert.Empty(second.Data);
    }

    [Fact]
    public void A_read_only_data_is_left_alone()
    {
        var thrown = new OddException(new ReadOnlyData());
        var replaced = new InvalidDataException("wraps", thrown);

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Null(thrown.InnerException);
    }

    [Fact]
    public void A_long_chain_and_a_deep_aggregate_do_not_overflow_the_stack()
    {
        Exception chain = new FormatException(), aggregate = new FormatException();
        for (var depth = 0; depth < 20_000; depth++)
        {
            chain = new InvalidOperationException("link", chain);
            if (depth < 5_000)
                aggregate = new AggregateException("branch", aggregate); // its constructor copies nothing deep
        }

        var thrown = new ExitException();
        ExceptionContext.Attach(thrown, chain, since: 0);
        ExceptionContext.Attach(thrown, aggregate, since: 0);

        Assert.Equal(1 + 20_001, Chain(thrown).Count);
        Assert.Same(aggregate, Data(chain)); // the chain was linked during this exit, so it ends there
    }

    [Fact, Trait("Rule", "E3a")]
    public void A_tree_whose_branches_are_shared_is_walked_once()
    {
        // 2^60 ways lead to the leaf.
        Exception tree = new FormatException();
        for (var depth = 0; depth < 60; depth++)
            tree = new AggregateException(tree, tree);
        var thrown = new InvalidDataException("thrown", tree);
        var replaced = new BlockException();

        ExceptionContext.Attach(thrown, replaced, since: 0);

        Assert.Same(replaced, Data(thrown));
    }

    [Fact]
    public void Without_a_link_there_is_no_context()
    {
        Assert.Null(new BlockException().GetContext());
        Assert.Null(new InvalidOperationException("with a cause", new BlockException()).GetContext());
        Assert.Throws<ArgumentNullException>(() => ((Exception)null!).GetContext());
    }

    [Fact]
    public async Task Attaching_the_same_two_at_once_attaches_once()
    {
        for (var round = 0; round < 1_000; round++)
        {
            var thrown = new ExitException();
            var replaced = new BlockException();

            var attach = () => ExceptionContext.Attach(thrown, replaced, since: 0);
            await Task.WhenAll(Task.Run(attach), Task.Run(attach));

            Assert.Equal([thrown, replaced], Chain(thrown));
        }
    }

    [Fact]
    public void An_exception_is_not_kept_alive_by_what_was_attached()
    {
        var (thrown, replaced) = Attach();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(thrown.IsAlive);
        Assert.False(replaced.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference Thrown, WeakReference Replaced) Attach()
        {
            var thrown = new ExitException();
            var replaced = new BlockException();
            ExceptionContext.Attach(thrown, replaced, since: 0);
            ExceptionContext.MarkSuppressed(thrown, replaced);
            return (new WeakReference(thrown), new WeakReference(replaced));
        }
    }

    private sealed class OddException(IDictionary data) : Exception("odd")
    {
        public override IDictionary Data => data;
    }

    private sealed class ReadOnlyData : Hashtable
    {
        public override bool IsReadOnly => true;

        public override object? this[object key]
        {
            get => null;
            set => throw new NotSupportedException();
        }
    }
}
