using Xunit;

namespace AsyncWith.Tests;

/// <summary>The forms of the configured statement are proved together with the others.</summary>
public sealed class ConfiguredAsyncContextManagerTests
{
    [Fact]
    public void A_value_without_a_manager_says_where_to_get_one()
    {
        var nothing = default(ConfiguredAsyncContextManager<string>);

        var misuse = Assert.Throws<InvalidOperationException>(() => { _ = nothing.UseAsync(async _ => { }).AsTask(); });

        Assert.Contains("ConfigureAwait", misuse.Message, StringComparison.Ordinal);
    }
}
