using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed class NamedTests : AsyncContextManagerContract<int>
{
    private readonly Holdings _holdings = new();

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<int> Create() =>
        AsyncContextManager.WhenAll(_holdings.Manager()).Select(numbers => numbers[0]).Named("name");

    [Fact]
    public void Named_needs_a_manager_and_a_name()
    {
        Assert.Throws<ArgumentNullException>("manager", () => ((IAsyncContextManager<int>)null!).Named("name"));
        Assert.Throws<ArgumentNullException>("name", () => AsyncContextManager.FromValue(1).Named(null!));
        Assert.Throws<ArgumentException>("name", () => AsyncContextManager.FromValue(1).Named(" "));
    }

    [Fact]
    public void A_configured_manager_stays_configured() =>
        Assert.IsType<ConfiguredAsyncContextManager<int>>(AsyncContextManager.FromValue(1).ConfigureAwait(false).Named("name"));
}
