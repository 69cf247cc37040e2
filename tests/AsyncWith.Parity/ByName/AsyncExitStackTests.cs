using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TestAsyncExitStack</c>.</summary>
public sealed class AsyncExitStackTests
{
    [Fact]
    public async Task Async_callback()
    {
        var called = new List<object>();

        await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(CallAsync, (1, 2, Example: 1));
            stack.PushCallback(CallAsync, "argument");
            stack.PushCallback(async () =>
            {
                await Task.Yield();
                called.Add("none");
            });
            Assert.Empty(called);
        });

        Assert.Equal(["none", "argument", (1, 2, 1)], called);
        Assert.Throws<ArgumentNullException>(() => new AsyncExitStack().PushCallback(null!));

        async ValueTask CallAsync<T>(T argument)
        {
            await Task.Yield();
            called.Add(argument!);
        }
    }

    [Fact]
    public async Task Async_push()
    {
        var ran = 0;
        await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushExit(ExpectNothing);
            stack.PushExit(new ExitOnly(ExpectNothing));
            stack.PushExit(async exception =>
            {
                await ExpectFailure(exception);
                return true;
            });
            stack.PushExit(new ExitOnly(ExpectFailure));
            stack.PushExit(ExpectFailure);
            stack.PushExit(ExpectFailure);
            throw new DivideByZeroException();
        });

        Assert.Equal(6, ran);

        async ValueTask<bool> ExpectFailure(Exception? exception)
        {
            await Task.Yield();
            Assert.IsType<DivideByZeroException>(exception);
            ran++;
            return false;
        }

        async ValueTask<bool> ExpectNothing(Exception? exception)
        {
            await Task.Yield();
            Assert.Null(exception);
            ran++;
            return false;
        }
    }

    [Fact]
    public async Task Enter_async_context()
    {
        var state = new List<object>();
        var manager = new Recorder(state, onEnter: 1, onExit: 3);

        await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(async () => state.Add(4));
            Assert.Same(manager, await stack.EnterContextAsync(manager));
            state.Add(2);
        });

        Assert.Equal([1, 2, 3, 4], state);
    }

    [Fact]
    public async Task Async_exit_exception_chaining()
    {
        Exception? suppressed = null;

        var thrown = await Assert.ThrowsAsync<IndexOutOfRangeException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(FailAsync, new IndexOutOfRangeException());
            stack.PushCallback(FailAsync, new KeyNotFoundException());
            stack.PushCallback(FailAsync, new MissingMemberException());
            stack.PushExit(async exception =>
            {
                await Task.Yield();
                suppressed = exception;
                return true;
            });
            stack.PushCallback(FailAsync, new FormatException());
            throw new DivideByZeroException();
        }));

        Assert.IsType<KeyNotFoundException>(thrown.InnerException);
        Assert.IsType<MissingMemberException>(thrown.InnerException.InnerException);
        Assert.Null(thrown.InnerException.InnerException.InnerException);
        Assert.IsType<FormatException>(suppressed);
        Assert.IsType<DivideByZeroException>(suppressed.InnerException);

        static async ValueTask FailAsync(Exception exception)
        {
            await Task.Yield();
            throw exception;
        }
    }
}
