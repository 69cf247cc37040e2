using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>AclosingTestCase</c>.</summary>
public sealed class AclosingTests
{
    private readonly List<int> _state = [];

    [Fact]
    public async Task Aclosing()
    {
        var resource = new Closable(_state);

        await AsyncContextManager.FromDisposable(resource).UseAsync(async opened =>
        {
            Assert.Same(resource, opened);
            Assert.Empty(_state);
        });

        Assert.Equal([1], _state);
    }

    [Fact]
    public async Task Aclosing_error()
    {
        var resource = new Closable(_state);

        await Assert.ThrowsAsync<DivideByZeroException>(async () => await AsyncContextManager.FromDisposable(resource).UseAsync(async opened =>
        {
            Assert.Same(resource, opened);
            throw new DivideByZeroException();
        }));

        Assert.Equal([1], _state);
    }

    [Fact]
    public async Task Aclosing_bpo41229()
    {
        var numbers = Numbers().GetAsyncEnumerator();

        await Assert.ThrowsAsync<DivideByZeroException>(async () => await AsyncContextManager.FromDisposable(numbers).UseAsync(async opened =>
        {
            Assert.True(await opened.MoveNextAsync());
            Assert.Equal(-1, opened.Current);
            throw new DivideByZeroException();
        }));

        Assert.Equal([1], _state);

        async IAsyncEnumerable<int> Numbers()
        {
            using var resource = new Closable(_state);
            yield return -1;
            await Task.CompletedTask;
            yield return -2;
        }
    }

    private sealed class Closable(List<int> state) : IAsyncDisposable, IDisposable
    {
        public void Dispose() => state.Add(1);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
