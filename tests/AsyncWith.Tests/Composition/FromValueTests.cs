using AsyncWith.Tests.Contract;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed class FromValueTests : AsyncContextManagerContract<string>
{
    protected override int? Held => null;

    protected override Reuse Reuse => Reuse.Reentrant;

    protected override bool ReportsMisuse => false;

    protected override IAsyncContextManager<string> Create() => AsyncContextManager.FromValue("value");

    protected override void AssertResource(string resource) => Assert.Equal("value", resource);

    [Fact]
    public async Task Hands_over_the_value_at_once_whatever_the_token_says()
    {
        var value = new object();

        var entering = AsyncContextManager.FromValue(value).EnterAsync(new CancellationToken(canceled: true));

        Assert.True(entering.IsCompletedSuccessfully);
        Assert.Same(value, await entering);
    }

    [Fact]
    public async Task The_value_may_be_null() =>
        Assert.True(await AsyncContextManager.FromValue<string?>(null).UseAsync(async value => value is null));
}
