using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed partial class FromAcquireReleaseTests : AsyncContextManagerContract<string>
{
    private static readonly AsyncLocal<string?> _ambient = new();
    private readonly Holdings _holdings = new();

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<string> Create() => AsyncContextManager.FromAcquireRelease(
        async cancellationToken =>
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return $"lease {_holdings.Acquire()}";
        },
        async (_, _) =>
        {
            await Task.Yield();
            _holdings.Release();
        });

    [Theory, AllCombinations, Trait("Rule", "U3")]
    public async Task The_release_is_given_the_resource_and_how_the_block_ended(Interleaving how, bool fails)
    {
        using var source = new CancellationTokenSource();
        var (block, calls) = (fails ? new BlockException() : null, new List<string>());
        Exception? seen = new FormatException("never released");
        var manager = AsyncContextManager.FromAcquireRelease(
            cancellationToken => how.RunAsync(() =>
            {
                Assert.Equal(source.Token, cancellationToken);
                calls.Add("acquire");
                return "lease";
            }),
            (resource, exception) => how.RunAsync(() =>
            {
                calls.Add("release " + resource);
                seen = exception;
            }));

        var thrown = await Record.ExceptionAsync(() => manager.UseAsync(async resource =>
        {
            calls.Add("use " + resource);
            if (block is not null)
                throw block;
        }, source.Token).OrTimeout());

        Assert.Same(block, thrown);
        Assert.Same(block, seen);
        Assert.Equal(["acquire", "use lease", "release lease"], calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task What_was_not_acquired_is_not_released(Interleaving how)
    {
        var failure = new EnterException();
        var manager = AsyncContextManager.FromAcquireRelease<int>(
            _ => how.RunAsync<int>(() => throw failure), (_, _) => throw new NotSupportedException());

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => manager.UseAsync(() => Task.CompletedTask).OrTimeout()));
        Assert.Null(failure.InnerException);
    }

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task A_release_that_fails_replaces_the_failure_of_the_block(Interleaving how)
    {
        var (failure, block) = (new ExitException(), new BlockException());
        var manager = AsyncContextManager.FromAcquireRelease(_ => how.RunAsync(() => 1), (_, _) => how.RunAsync(() => throw failure));

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => manager.UseAsync(_ => throw block).OrTimeout()));
        Assert.Same(block, failure.InnerException);
    }

    [Fact]
    public async Task An_exit_while_it_is_still_entering_is_reported_and_leaves_it_to_be_exited()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var manager = AsyncContextManager.FromAcquireRelease(
            async _ =>
            {
                await gate.Task;
                return _holdings.Acquire();
            },
            async (_, _) => _holdings.Release());
        var entering = manager.EnterAsync().AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(() => manager.ExitAsync(null).OrTimeout());
        gate.SetResult();
        await entering.OrTimeout();
        await manager.ExitAsync(null).OrTimeout();

        Assert.Equal(0, Held);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task Ambient_state_that_a_plain_acquire_sets_is_visible_in_the_block_only()
    {
        _ambient.Value = "caller";
        var manager = AsyncContextManager.FromAcquireRelease(
            _ =>
            {
                _ambient.Value = "acquired";
                return new ValueTask<int>(1);
            },
            (_, _) => default);

        await manager.UseAsync(async _ => Assert.Equal("acquired", _ambient.Value));

        Assert.Equal("caller", _ambient.Value);
    }

    [Fact]
    public void The_functions_must_not_be_null()
    {
        Assert.Throws<ArgumentNullException>("acquire", () => AsyncContextManager.FromAcquireRelease<int>(null!, (_, _) => default));
        Assert.Throws<ArgumentNullException>("release", () => AsyncContextManager.FromAcquireRelease(_ => new ValueTask<int>(1), null!));
    }
}
