using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

public sealed partial class AsyncExitStackTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Exits_and_callbacks_may_return_a_task_or_be_synchronous(bool fails)
    {
        var (log, seen, block) = (new List<string>(), new List<Exception?>(), fails ? new BlockException() : null);
        var stack = new AsyncExitStack();
        stack.PushExit(async Task<bool> (exception) => { await Task.Yield(); return See("exit task", exception); });
        stack.PushExit(exception => See("exit", exception));
        stack.PushCallback(async Task () => { await Task.Yield(); log.Add("task"); });
        stack.PushCallback(() => log.Add("callback"));

        Assert.False(await stack.ExitAsync(block).OrTimeout());

        Assert.Equal(["callback", "task", "exit", "exit task"], log);
        Assert.Equal([block, block], seen);

        bool See(string name, Exception? exception)
        {
            log.Add(name);
            seen.Add(exception);
            return false;
        }
    }

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "E1"), Trait("Rule", "U4")]
    public async Task An_exit_that_returns_a_task_or_is_synchronous_may_suppress_and_a_callback_may_fail(bool returnsTask)
    {
        var (block, failure) = (new BlockException(), new ExitException());
        var stack = new AsyncExitStack();
        if (returnsTask)
        {
            stack.PushExit(exception => Task.FromResult(exception == failure));
            stack.PushCallback(() => Task.FromException(failure));
        }
        else
        {
            stack.PushExit(exception => exception == failure);
            stack.PushCallback((Action)(() => throw failure));
        }

        Assert.True(await stack.ExitAsync(block).OrTimeout());
        Assert.Same(block, failure.InnerException);
    }

    [Fact]
    public void No_form_of_a_function_may_be_null()
    {
        var stack = new AsyncExitStack();
        Assert.Throws<ArgumentNullException>("exit", () => stack.PushExit((Func<Exception?, Task<bool>>)null!));
        Assert.Throws<ArgumentNullException>("exit", () => stack.PushExit((Func<Exception?, bool>)null!));
        Assert.Throws<ArgumentNullException>("callback", () => stack.PushCallback((Func<Task>)null!));
        Assert.Throws<ArgumentNullException>("callback", () => stack.PushCallback((Action)null!));
    }
}
