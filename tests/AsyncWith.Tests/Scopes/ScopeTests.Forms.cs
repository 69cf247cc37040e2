using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Scopes;

public sealed partial class ScopeTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Deferred_callbacks_and_exits_may_return_a_task_or_be_synchronous(bool fails)
    {
        var (seen, block) = (new List<Exception?>(), fails ? new BlockException() : null);

        async Scoped Method()
        {
            await Scope.OnExit(async Task<bool> (exception) => { await Task.Yield(); return See("exitTask", exception); });
            await Scope.OnExit(exception => See("exit", exception));
            await Scope.Defer(async Task () => { await Task.Yield(); _log.Note("task"); });
            await Scope.Defer(() => _log.Note("callback"));
            if (block is not null)
                throw block;
        }

        Assert.Same(block, await Record.ExceptionAsync(async () => await Method()));
        Assert.Equal("callback task exit exitTask", _log.Calls);
        Assert.Equal([block, block], seen);

        bool See(string name, Exception? exception)
        {
            _log.Note(name);
            seen.Add(exception);
            return false;
        }
    }

    [Fact]
    public void No_form_of_a_function_may_be_null()
    {
        Assert.Throws<ArgumentNullException>("exit", () => { _ = Scope.OnExit((Func<Exception?, Task<bool>>)null!); });
        Assert.Throws<ArgumentNullException>("exit", () => { _ = Scope.OnExit((Func<Exception?, bool>)null!); });
        Assert.Throws<ArgumentNullException>("callback", () => { _ = Scope.Defer((Func<Task>)null!); });
        Assert.Throws<ArgumentNullException>("callback", () => { _ = Scope.Defer((Action)null!); });
    }
}
