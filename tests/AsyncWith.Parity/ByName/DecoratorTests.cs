using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>AsyncContextManagerTestCase</c>, those about managers as decorators.</summary>
public sealed class DecoratorTests
{
    private bool _entered;

    private AsyncContextManager<int> Context() => AsyncContextManager.Create<int>(async yield =>
    {
        try
        {
            _entered = true;
            await yield.Return(0);
        }
        finally { _entered = false; }
    });

    [Fact]
    public async Task Recursive()
    {
        var (depth, made) = (0, 0);
        Func<IAsyncContextManager<int>> levels = () => AsyncContextManager.Create<int>(async yield =>
        {
            made++;
            var before = depth++;
            await yield.Return(0);
            depth--;
            Assert.Equal(before, depth);
        });
        Func<Task>? recursive = null;
        recursive = levels.Decorate(async () =>
        {
            if (depth < 10)
                await recursive!();
        });

        await recursive();

        Assert.Equal(10, made);
        Assert.Equal(0, depth);
    }

    [Fact]
    public async Task Decorator()
    {
        Func<IAsyncContextManager<int>> context = Context;
        var ran = false;
        var decorated = context.Decorate(async () =>
        {
            Assert.True(_entered);
            ran = true;
        });

        Assert.False(_entered);
        await decorated();

        Assert.True(ran);
        Assert.False(_entered);
    }

    [Fact]
    public async Task Decorator_with_exception()
    {
        Func<IAsyncContextManager<int>> context = Context;
        var decorated = context.Decorate(async Task () =>
        {
            Assert.True(_entered);
            throw new MissingFieldException("foo");
        });

        var thrown = await Assert.ThrowsAsync<MissingFieldException>(decorated);

        Assert.Equal("foo", thrown.Message);
        Assert.False(_entered);
    }

    [Fact]
    public async Task Decorating_method()
    {
        var first = new Target(Context);
        await first.MethodAsync(1, 2);
        var second = new Target(Context);
        await second.MethodAsync(b: "b", a: "a", c: "c");

        Assert.Equal((1, 2, null), first.Arguments);
        Assert.Equal(("a", "b", "c"), second.Arguments);
    }

    private sealed class Target(Func<IAsyncContextManager<int>> context)
    {
        internal (object A, object B, object? C) Arguments { get; private set; }

        internal async Task MethodAsync(object a, object b, object? c = null) => await context.Decorate(async Task () => Arguments = (a, b, c))();
    }
}
