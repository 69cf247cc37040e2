using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>Who asks for runtime-async gets it: else its run would prove nothing.</summary>
public sealed class RuntimeAsyncTests
{
    [Fact]
    public void Runtime_async_is_on_where_it_was_asked_for() =>
        Assert.Equal(Environment.GetEnvironmentVariable("DOTNET_RuntimeAsync") == "1", RuntimeAsync.IsOn);
}
