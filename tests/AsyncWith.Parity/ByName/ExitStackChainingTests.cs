using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TestBaseExitStack</c>, those about exceptions that replace others.</summary>
public sealed class ExitStackChainingTests
{
    [Fact]
    public async Task Exit_exception_traceback()
    {
        var thrown = await Assert.ThrowsAsync<FormatException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(FailInCallback);
            FailInBlock();
        }));

        Assert.Contains(nameof(FailInCallback), thrown.StackTrace!.Split('\n')[0], StringComparison.Ordinal);
        var replaced = Assert.IsType<DivideByZeroException>(thrown.InnerException);
        Assert.Contains(nameof(FailInBlock), replaced.StackTrace!.Split('\n')[0], StringComparison.Ordinal);

        static void FailInBlock() => throw new DivideByZeroException();

        static ValueTask FailInCallback() => throw new FormatException();
    }

    [Fact]
    public async Task Exit_exception_chaining_reference()
    {
        var suppresses = new Suppresses();
        var withContext = new Throws(() => new KeyNotFoundException(null, new MissingMemberException()));

        var thrown = await Assert.ThrowsAsync<IndexOutOfRangeException>(async () =>
            await new Throws(() => new IndexOutOfRangeException()).UseAsync(async () =>
                await withContext.UseAsync(async () =>
                    await suppresses.UseAsync(async () =>
                        await new Throws(() => new FormatException()).UseAsync(async () =>
                            throw new DivideByZeroException())))));

        AssertChain(thrown, typeof(IndexOutOfRangeException), typeof(KeyNotFoundException), typeof(MissingMemberException));
        AssertChain(suppresses.Given, typeof(FormatException), typeof(DivideByZeroException));
    }

    [Fact]
    public async Task Exit_exception_chaining()
    {
        var suppresses = new Suppresses();

        var thrown = await Assert.ThrowsAsync<IndexOutOfRangeException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(() => throw new IndexOutOfRangeException());
            stack.PushCallback(() => throw new KeyNotFoundException());
            stack.PushCallback(() => throw new MissingMemberException());
            stack.PushExit(suppresses);
            stack.PushCallback(() => throw new FormatException());
            throw new DivideByZeroException();
        }));

        AssertChain(thrown, typeof(IndexOutOfRangeException), typeof(KeyNotFoundException), typeof(MissingMemberException));
        AssertChain(suppresses.Given, typeof(FormatException), typeof(DivideByZeroException));
    }

    [Fact]
    public async Task Exit_exception_non_suppressing()
    {
        await Assert.ThrowsAsync<IndexOutOfRangeException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(() => default);
            stack.PushCallback(() => throw new IndexOutOfRangeException());
        }));

        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(() => throw new KeyNotFoundException());
            stack.PushExit(_ => new(true));
            stack.PushCallback(() => throw new IndexOutOfRangeException());
        }));
    }

    [Fact]
    public async Task Exit_exception_with_correct_context()
    {
        var exceptions = Enumerable.Range(1, 4).Select(number => new FormatException($"{number}")).ToArray();

        var thrown = await Assert.ThrowsAsync<FormatException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            await stack.EnterContextAsync(ReplacesBy(exceptions[3]));
            await stack.EnterContextAsync(ReplacesBy(exceptions[2]));
            await stack.EnterContextAsync(ReplacesBy(exceptions[1]));
            throw exceptions[0];
        }));

        Assert.Equal(exceptions.Reverse(), ContextChain.Of(thrown));

        static AsyncContextManager<int> ReplacesBy(Exception exception) => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(0); }
            finally { Fail(); }

            void Fail() => throw exception;
        });
    }

    [Fact]
    public async Task Exit_exception_with_existing_context()
    {
        var first = new FormatException("1");

        var thrown = await Assert.ThrowsAsync<FormatException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushCallback(() => throw new FormatException("5", new FormatException("4")));
            stack.PushCallback(() => throw new FormatException("3", new FormatException("2")));
            throw first;
        }));

        Assert.Equal(["5", "4", "3", "2", "1"], ContextChain.Of(thrown).Select(link => link.Message));
    }

    [Fact]
    public async Task Exit_exception_chaining_suppress()
    {
        var suppresses = new Suppresses();

        await new AsyncExitStack().UseAsync(async stack =>
        {
            stack.PushExit(suppresses);
            stack.PushExit(_ => throw new DivideByZeroException());
            stack.PushExit(_ => throw new KeyNotFoundException());
        });

        AssertChain(suppresses.Given, typeof(DivideByZeroException), typeof(KeyNotFoundException));
    }

    [Fact]
    public async Task Dont_reraise_RuntimeError()
    {
        var failure = new InvalidOperationException("please no infinite loop");

        var thrown = await Assert.ThrowsAsync<FormatException>(async () => await new AsyncExitStack().UseAsync(async stack =>
        {
            await stack.EnterContextAsync(AsyncContextManager.Create<int>(async yield =>
            {
                try { await yield.Return(1); }
                catch (Exception caught) { throw new FormatException("new exception", caught); }
            }));
            await stack.EnterContextAsync(AsyncContextManager.Create<int>(async yield =>
            {
                try { await yield.Return(1); }
                catch (InvalidOperationException) { throw; }
            }));
            throw failure;
        }));

        Assert.Same(failure, thrown.InnerException);
        Assert.Null(failure.InnerException);
    }

    private static void AssertChain(Exception? exception, params Type[] types) =>
        Assert.Equal(types, ContextChain.Of(exception).Select(link => link.GetType()));
}
