using AsyncWith.Tests.Support;
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

    [Fact]
    public async Task Who_awaits_a_registration_by_hand_is_resumed_and_told_that_nothing_was_registered()
    {
        var runs = 0;
        var resumed = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ambient = new AsyncLocal<string?> { Value = "caller" };
        var step = Scope.Defer(async () => { runs++; });
        Assert.False(step.GetAwaiter().IsCompleted);

        step.GetAwaiter().OnCompleted(() => resumed.SetResult(ambient.Value));
        ambient.Value = "later";

        Assert.Equal("caller", await resumed.Task.OrTimeout());
        var thrown = Assert.Throws<InvalidOperationException>(step.GetAwaiter().GetResult);
        Assert.Contains("async Scoped", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, runs);
    }
}
