using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>AsyncContextManagerTestCase</c>, those about the generator itself.</summary>
public sealed class GeneratorManagerTests
{
    private static AsyncContextManager<int> Empty() => AsyncContextManager.Create<int>(async yield => await yield.Return(0));

    [Fact]
    public async Task Contextmanager_plain()
    {
        var state = new List<int>();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            state.Add(1);
            await yield.Return(42);
            state.Add(999);
        });

        await manager.UseAsync(async resource =>
        {
            Assert.Equal([1], state);
            state.Add(resource);
        });

        Assert.Equal([1, 42, 999], state);
    }

    [Fact]
    public async Task Contextmanager_finally()
    {
        var state = new List<int>();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            state.Add(1);
            try { await yield.Return(42); }
            finally { state.Add(999); }
        });

        await Assert.ThrowsAsync<DivideByZeroException>(async () => await manager.UseAsync(async resource =>
        {
            Assert.Equal([1], state);
            state.Add(resource);
            throw new DivideByZeroException();
        }));

        Assert.Equal([1, 42, 999], state);
    }

    [Fact]
    public async Task Contextmanager_traceback()
    {
        Exception[] failures = [new DivideByZeroException(), new InvalidOperationException("42"), new OperationCanceledException()];
        foreach (var failure in failures)
        {
            var caught = await Assert.ThrowsAnyAsync<Exception>(async () => await Empty().UseAsync(async _ => Fail(failure)));

            Assert.Same(failure, caught);
            var first = caught.StackTrace!.Split('\n')[0];
            Assert.Contains(nameof(Fail), first, StringComparison.Ordinal);
            Assert.Equal(2, caught.StackTrace.Split(nameof(Fail)).Length); // once: the way it came is neither lost nor repeated
        }

        static void Fail(Exception failure) => throw failure;
    }

    [Fact]
    public async Task Contextmanager_no_reraise()
    {
        var manager = Empty();
        await manager.EnterAsync();

        Assert.False(await manager.ExitAsync(new FormatException("foo")));
    }

    [Fact]
    public async Task Contextmanager_trap_yield_after_throw()
    {
        var ended = false;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            try
            {
                try { await yield.Return(1); }
                catch (FormatException) { await yield.Return(2); }
            }
            finally { ended = true; }
        });
        await manager.EnterAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.ExitAsync(new FormatException("foo")));

        Assert.True(ended);
    }

    [Fact]
    public async Task Contextmanager_trap_no_yield()
    {
        var manager = AsyncContextManager.Create<int>(async yield => await Task.CompletedTask);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.EnterAsync());
    }

    [Fact]
    public async Task Contextmanager_trap_second_yield()
    {
        var ended = false;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            try
            {
                await yield.Return(1);
                await yield.Return(2);
            }
            finally { ended = true; }
        });
        await manager.EnterAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.ExitAsync(null));

        Assert.True(ended);
    }

    [Fact]
    public async Task Contextmanager_except()
    {
        var state = new List<object>();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            state.Add(1);
            try { await yield.Return(42); }
            catch (DivideByZeroException caught) { state.Add(caught.Message); }
        });

        await manager.UseAsync(async resource =>
        {
            Assert.Equal([1], state);
            state.Add(resource);
            throw new DivideByZeroException("999");
        });

        Assert.Equal([1, 42, "999"], state);
    }

    [Fact]
    public async Task Contextmanager_except_stopiter()
    {
        // Not StopIteration, but what the library itself throws and catches must not be mistaken when it comes from the block.
        Exception[] failures = [new InvalidOperationException("spam"), new OperationCanceledException("ham"), new TaskCanceledException("spam")];
        foreach (var failure in failures)
        {
            var caught = await Assert.ThrowsAnyAsync<Exception>(async () => await Empty().UseAsync(async _ => throw failure));

            Assert.Same(failure, caught);
        }
    }

    [Fact]
    public async Task Contextmanager_wrap_runtimeerror()
    {
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(0); }
            catch (Exception caught) { throw new InvalidOperationException($"caught {caught.Message}", caught); }
        });
        var failure = new DivideByZeroException();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.UseAsync(async _ => throw failure));

        Assert.Same(failure, thrown.InnerException);
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public async Task Keywords()
    {
        await Woohoo(kwds: 44, args: 33, func: 22, self: 11).UseAsync(async target => Assert.Equal((11, 22, 33, 44), target));

        static AsyncContextManager<(int, int, int, int)> Woohoo(int self, int func, int args, int kwds) =>
            AsyncContextManager.Create<(int, int, int, int)>(async yield => await yield.Return((self, func, args, kwds)));
    }
}
