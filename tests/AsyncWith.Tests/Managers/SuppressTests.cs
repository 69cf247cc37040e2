using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

/// <summary>One kind of exception is suppressed, and told afterwards; every other goes on.</summary>
public sealed class SuppressTests : AsyncContextManagerContract<Suppressed<IOException>>
{
    protected override Reuse Reuse => Reuse.Reusable;

    protected override int? Held => null;

    protected override IAsyncContextManager<Suppressed<IOException>> Create() => AsyncContextManager.Suppress<IOException>();

    [Fact, Trait("Rule", "U4")]
    public async Task The_suppressed_exception_is_known_after_the_block()
    {
        var failure = new FileNotFoundException(); // derived
        Suppressed<IOException>? told = null;

        await Create().UseAsync(async suppressed =>
        {
            told = suppressed;
            Assert.Null(suppressed.Exception);
            throw failure;
        }).OrTimeout();

        Assert.Same(failure, told!.Exception);
    }

    [Fact]
    public async Task A_block_that_completes_has_nothing_to_tell()
    {
        var told = await Create().UseAsync(async suppressed => suppressed).OrTimeout();

        Assert.Null(told.Exception);
    }

    [Fact, Trait("Rule", "U5")]
    public async Task Another_exception_goes_on_and_is_not_told()
    {
        var failure = new BlockException();
        Suppressed<IOException>? told = null;

        var thrown = await Assert.ThrowsAsync<BlockException>(() => Create().UseAsync(async suppressed =>
        {
            told = suppressed;
            throw failure;
        }).OrTimeout());

        Assert.Same(failure, thrown);
        Assert.Null(told!.Exception);
    }

    [Theory, InlineData("yes", true), InlineData("no", false)]
    public async Task The_condition_decides(string message, bool suppressed)
    {
        var failure = new IOException(message);

        var thrown = await Record.ExceptionAsync(() => AsyncContextManager.Suppress<IOException>(exception => exception.Message == "yes")
            .UseAsync(async _ => throw failure).OrTimeout());

        Assert.Same(suppressed ? null : failure, thrown);
    }

    [Fact]
    public async Task The_condition_is_not_asked_about_other_exceptions()
    {
        await Assert.ThrowsAsync<BlockException>(() => AsyncContextManager.Suppress<IOException>(_ => throw new FormatException())
            .UseAsync(async _ => throw new BlockException()).OrTimeout());
    }

    [Fact, Trait("Rule", "E3")]
    public async Task A_condition_that_throws_replaces_the_exception_which_stays_visible()
    {
        var failure = new IOException();

        var thrown = await Assert.ThrowsAsync<FormatException>(() => AsyncContextManager.Suppress<IOException>(_ => throw new FormatException())
            .UseAsync(async _ => throw failure).OrTimeout());

        Assert.Same(failure, thrown.InnerException);
    }

    [Fact]
    public async Task Each_block_gets_its_own_suppressed_exception()
    {
        var manager = Create();
        List<Suppressed<IOException>> told = [];

        for (var i = 0; i < 2; i++)
        {
            await manager.UseAsync(async suppressed =>
            {
                told.Add(suppressed);
                throw new IOException($"{told.Count}");
            }).OrTimeout();
        }

        Assert.Equal(["1", "2"], told.Select(suppressed => suppressed.Exception!.Message));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Cancellation_is_suppressed_where_it_is_asked_for_only(bool asked)
    {
        var cancellation = new OperationCanceledException();
        Func<ValueTask> block = () => throw cancellation;

        var thrown = await Record.ExceptionAsync(() => asked
            ? AsyncContextManager.Suppress<OperationCanceledException>().UseAsync(block).OrTimeout()
            : Create().UseAsync(block).OrTimeout());

        Assert.Same(asked ? null : cancellation, thrown);
    }
}
