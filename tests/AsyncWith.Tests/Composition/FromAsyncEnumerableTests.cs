using System.Runtime.CompilerServices;
using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed class FromAsyncEnumerableTests : AsyncContextManagerContract<int>
{
    private readonly Holdings _holdings = new();
    private readonly List<string> _log = [];

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<int> Create() => AsyncContextManager.FromAsyncEnumerable(LeasesAsync);

    private async IAsyncEnumerable<int> LeasesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var lease = _holdings.Acquire();
        try
        {
            yield return lease;
        }
        finally
        {
            await Task.Yield();
            _holdings.Release();
        }
    }

    private async IAsyncEnumerable<string> LoggedAsync(int elements, Exception? failure = null, Exception? finallyFails = null)
    {
        _log.Add("setup");
        try
        {
            for (var i = 0; i < elements; i++)
            {
                yield return "resource";
                _log.Add("after");
            }

            ThrowIfAny(failure);
        }
        finally
        {
            await Task.Yield();
            _log.Add("finally");
            ThrowIfAny(finallyFails);
        }
    }

    private static void ThrowIfAny(Exception? failure)
    {
        if (failure is not null)
            throw failure;
    }

    private IAsyncContextManager<string> Logged(int elements, Exception? failure = null, Exception? finallyFails = null) =>
        AsyncContextManager.FromAsyncEnumerable(_ => LoggedAsync(elements, failure, finallyFails));

    [Fact, Trait("Rule", "G1")]
    public async Task The_iterator_runs_to_its_end_after_a_block_that_completes()
    {
        var manager = Logged(1);
        Assert.Empty(_log);

        await manager.UseAsync(async resource => _log.Add("block " + resource)).OrTimeout();

        Assert.Equal(["setup", "block resource", "after", "finally"], _log);
    }

    [Fact]
    public async Task Only_its_finally_blocks_run_after_a_block_that_fails()
    {
        var block = new BlockException();

        Assert.Same(block, await Assert.ThrowsAsync<BlockException>(() => Logged(1).UseAsync(_ => throw block).OrTimeout()));

        Assert.Equal(["setup", "finally"], _log);
    }

    [Fact, Trait("Rule", "G2")]
    public async Task Not_yielding_is_reported_by_enter_after_the_finally_blocks()
    {
        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => Logged(0).EnterAsync().OrTimeout());

        Assert.Contains("yield return", misuse.Message, StringComparison.Ordinal);
        Assert.Equal(["setup", "finally"], _log);
    }

    [Fact, Trait("Rule", "G2")]
    public async Task Yielding_again_is_reported_by_the_exit_after_the_finally_blocks()
    {
        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => Logged(2).UseAsync(async _ => { }).OrTimeout());

        Assert.Contains("exactly once", misuse.Message, StringComparison.Ordinal);
        Assert.Equal(["setup", "after", "finally"], _log);
    }

    [Fact, Trait("Rule", "G4")]
    public async Task What_the_iterator_throws_before_yielding_leaves_enter_unchanged()
    {
        var failure = new EnterException();

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => Logged(0, failure).UseAsync(async _ => { }).OrTimeout()));

        Assert.Null(failure.InnerException);
        Assert.Equal(["setup", "finally"], _log);
    }

    [Fact, Trait("Rule", "E1")]
    public async Task What_the_iterator_throws_after_yielding_leaves_the_statement()
    {
        var failure = new ExitException();

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => Logged(1, failure).UseAsync(async _ => { }).OrTimeout()));

        Assert.Equal(["setup", "after", "finally"], _log);
    }

    [Fact, Trait("Rule", "E3")]
    public async Task What_the_finally_blocks_of_the_iterator_throw_replaces_the_failure_of_the_block()
    {
        var (failure, block) = (new ExitException(), new BlockException());

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => Logged(1, finallyFails: failure).UseAsync(_ => throw block).OrTimeout()));

        Assert.Same(block, failure.InnerException);
    }

    [Fact]
    public async Task A_function_that_returns_null_is_reported()
    {
        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(
            () => AsyncContextManager.FromAsyncEnumerable<int>(_ => null!).EnterAsync().OrTimeout());

        Assert.Contains("returned null", misuse.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("iterator", () => AsyncContextManager.FromAsyncEnumerable<int>(null!));
    }

    [Fact]
    public async Task An_iterator_made_by_hand_gets_the_token_and_is_disposed_of_once()
    {
        using var source = new CancellationTokenSource();
        var sequence = new Sequence();

        await AsyncContextManager.FromAsyncEnumerable(token =>
        {
            Assert.Equal(source.Token, token);
            return sequence;
        }).UseAsync(async element => Assert.Equal(1, element), source.Token).OrTimeout();

        Assert.Equal(source.Token, sequence.Token);
        Assert.Equal(2, sequence.Current);
        Assert.Equal(1, sequence.Disposals);
    }

    [Fact]
    public async Task An_iterator_function_without_a_token_is_called_for_each_block_and_its_iterator_gets_the_token_of_enter()
    {
        var calls = 0;
        var manager = AsyncContextManager.FromAsyncEnumerable(() =>
        {
            calls++;
            return LeasesAsync(default);
        });

        Assert.Equal(0, calls);
        for (var use = 1; use <= 2; use++)
            Assert.Equal((use, 1), await manager.UseAsync(lease => (lease, _holdings.Held)).OrTimeout());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => manager.EnterAsync(new CancellationToken(canceled: true)).OrTimeout());

        Assert.Equal(3, calls);
        Assert.Equal((2, 0), (_holdings.Acquired, _holdings.Held));
    }

    [Fact]
    public async Task A_function_without_a_token_must_not_be_null_or_return_it()
    {
        Func<IAsyncEnumerable<int>> nothing = () => null!, none = null!;

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(
            () => AsyncContextManager.FromAsyncEnumerable(nothing).EnterAsync().OrTimeout());

        Assert.Contains("returned null", misuse.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("iterator", () => AsyncContextManager.FromAsyncEnumerable(none));
    }

    private sealed class Sequence : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Current { get; private set; }

        public int Disposals { get; private set; }

        public CancellationToken Token { get; private set; }

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            Token = cancellationToken;
            return this;
        }

        public ValueTask<bool> MoveNextAsync() => new(++Current == 1);

        public ValueTask DisposeAsync()
        {
            Disposals++;
            return default;
        }
    }
}
