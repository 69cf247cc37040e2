using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TestBaseExitStack</c>, those about what is registered and when it runs.</summary>
public sealed class ExitStackTests
{
    private readonly List<object> _state = [];

    [Fact]
    public async Task No_resources() => await new AsyncExitStack().UseAsync(async () => { });

    [Fact]
    public async Task Callback()
    {
        await new AsyncExitStack().UseAsync(async stack =>
        {
            foreach (var arguments in new object[] { "()", (1, 2), new { Example = 1 } }.Reverse())
            {
                stack.PushCallback(
                    arguments =>
                    {
                        _state.Add(arguments);
                        return default;
                    },
                    arguments);
            }
        });

        Assert.Equal(["()", (1, 2), new { Example = 1 }], _state);
    }

    [Fact]
    public async Task Push()
    {
        var ran = 0;
        await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushExit(Expect<Exception>(null, false));
            stack.PushExit(new ExitOnly(Expect<Exception>(null, false)));
            stack.PushExit(Expect<DivideByZeroException>(typeof(DivideByZeroException), true));
            stack.PushExit(new ExitOnly(Expect<DivideByZeroException>(typeof(DivideByZeroException), false)));
            stack.PushExit(Expect<DivideByZeroException>(typeof(DivideByZeroException), false));
            throw new DivideByZeroException();
        });

        Assert.Equal(5, ran);

        Func<Exception?, ValueTask<bool>> Expect<TException>(Type? type, bool suppress) => exception =>
        {
            Assert.Equal(type, exception?.GetType());
            ran++;
            return new(suppress);
        };
    }

    [Fact]
    public async Task Enter_context()
    {
        await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushDisposable(new Disposable(() => _state.Add(4)));
            await stack.EnterContextAsync(new Recorder(_state, onEnter: 1, onExit: 3));
            _state.Add(2);
        });

        Assert.Equal([1, 2, 3, 4], _state);
    }

    [Fact]
    public async Task Close()
    {
        await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(async () => _state.Add(1));
            await stack.CloseAsync();
            _state.Add(2);
        });

        Assert.Equal([1, 2], _state);
    }

    [Fact]
    public async Task Pop_all()
    {
        var moved = await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(async () => _state.Add(3));
            var popped = stack.PopAll();
            _state.Add(1);
            return popped;
        });
        _state.Add(2);
        await moved.CloseAsync();

        Assert.Equal([1, 2, 3], _state);
    }

    [Fact]
    public async Task Exit_raise() =>
        await Assert.ThrowsAsync<DivideByZeroException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushExit(_ => new(false));
            throw new DivideByZeroException();
        }));

    [Fact]
    public async Task Exit_suppress()
    {
        await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushExit(_ => new(true));
            _state.Add("before");
            throw new DivideByZeroException();
        });

        Assert.Equal(["before"], _state);
    }

    [Fact]
    public async Task Body_exception_suppress()
    {
        Exception? seen = null;
        await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushExit(exception =>
            {
                seen = exception;
                return new(true);
            });
            throw new DivideByZeroException();
        });

        Assert.IsType<DivideByZeroException>(seen);
    }

    [Fact]
    public async Task Excessive_nesting()
    {
        const int Many = 10_000;
        var called = 0;

        await new AsyncExitStack().UseAsync(async stack =>
        {
            for (var i = 0; i < Many; i++)
                stack.PushCallback(async () => called++);
        });

        Assert.Equal(Many, called);
    }

    private sealed class Disposable(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
