using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterpart of CPython's <c>TestAsyncNullcontext</c>.</summary>
public sealed class NullcontextTests
{
    [Fact]
    public async Task Async_nullcontext()
    {
        var value = new object();

        await AsyncContextManager.FromValue(value).UseAsync(async resource => Assert.Same(value, resource));
    }
}
