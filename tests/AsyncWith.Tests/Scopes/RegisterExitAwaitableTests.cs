using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>Awaiting the same registration more than once.</summary>
public sealed class RegisterExitAwaitableTests
{
    [Fact]
    public async Task An_exit_is_registered_as_often_as_it_is_awaited_in_a_scoped_method()
    {
        var runs = 0;
        var step = Scope.Defer(async () => { runs++; });

        async Scoped Method()
        {
            var before = runs;
            await step;
            await step;
            Assert.Equal(before, runs);
        }

        async Task Elsewhere() => await step;

        await Method();
        Assert.Equal(2, runs);
        await Assert.ThrowsAsync<InvalidOperationException>(Elsewhere);
        await Method();
        Assert.Equal(4, runs);
    }
}
