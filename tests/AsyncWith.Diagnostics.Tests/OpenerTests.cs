using System.Linq.Expressions;
using Xunit;

namespace AsyncWith.Diagnostics.Tests;

public sealed class OpenerTests
{
    [Theory]
    [InlineData("Shop.Transfer", "Run", "Transfer.Run")]
    [InlineData("Shop.Transfer+<RunAsync>d__3", "MoveNext", "Transfer.RunAsync")]
    [InlineData("Shop.Transfer+<>c__DisplayClass0_0", "<RunAsync>b__0", "Transfer.RunAsync")]
    [InlineData("Shop.Transfer+<>c__DisplayClass0_0+<<RunAsync>b__0>d", "MoveNext", "Transfer.RunAsync")]
    [InlineData("Shop.Transfer+Inner+<RunAsync>d__3", "MoveNext", "Inner.RunAsync")]
    [InlineData("Shop.Transfer`1+<RunAsync>d__3", "MoveNext", "Transfer.RunAsync")]
    [InlineData("Program+<<Main>$>d__0", "MoveNext", "Program.Main")]
    [InlineData("Program", "<Main>$", "Program.Main")]
    [InlineData("Shop.Transfer", ".ctor", "Transfer")]
    [InlineData("Shop.Iterator", "MoveNext", "Iterator.MoveNext")]
    public void The_place_has_the_names_of_the_source(string type, string method, string name) => Assert.Equal(name, Opener.NameOf(type, method));

    [Fact]
    public async Task Each_form_tells_the_line_that_enters()
    {
        using var tree = new ContextTree(new ContextTreeOptions { RecordOpener = true });
        await AsyncContextManager.FromValue(1).UseAsync(static async _ => { });
        await using (await AsyncContextManager.FromValue(1).BeginAsync())
        {
        }

        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(AsyncContextManager.FromValue(1));
        await stack.CloseAsync();
        await ScopedAsync();

        var openers = tree.Recent().Reverse().Select(ended => ended.Context.OpenedBy!.Split(':')).ToArray();
        Assert.Equal(
            ["OpenerTests.Each_form_tells_the_line_that_enters OpenerTests.cs", "OpenerTests.Each_form_tells_the_line_that_enters OpenerTests.cs",
             "OpenerTests.Each_form_tells_the_line_that_enters OpenerTests.cs", "OpenerTests.ScopedAsync OpenerTests.cs"],
            openers.Select(opener => opener[0]));
        Assert.Equal(4, openers.Select(opener => opener[1]).Distinct().Count());
    }

    /// <summary>As ASP.NET Core makes them to bind the parameters of a handler: each has a name of its own, and none is in the source.</summary>
    [Fact]
    public async Task A_method_that_was_made_at_run_time_is_not_a_place()
    {
        using var tree = new ContextTree(new ContextTreeOptions { RecordOpener = true });
        Expression<Func<ValueTask<ContextScope<int>>>> begin = () => AsyncContextManager.FromValue(1).BeginAsync(CancellationToken.None);

        await using (var scope = await begin.Compile()())
            scope.Complete();

        var opener = Assert.Single(tree.Recent()).Context.OpenedBy;
        Assert.StartsWith("OpenerTests.A_method_that_was_made_at_run_time_is_not_a_place OpenerTests.cs:", opener, StringComparison.Ordinal);
    }

    private static async Scoped ScopedAsync() => await Scope.Enter(AsyncContextManager.FromValue(1));
}
