using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>An awaiter that <see cref="Scope.Enter"/> did not make.</summary>
public sealed class EnterAwaiterTests
{
    [Fact]
    public async Task A_misplaced_enter_says_what_to_do_and_the_method_ends()
    {
        var hasEnded = false;

        async Scoped Method()
        {
            try
            {
                await default(Made);
            }
            finally
            {
                hasEnded = true;
            }
        }

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Method().AsTask().OrTimeout());

        Assert.Contains("Scope.Enter", thrown.Message, StringComparison.Ordinal);
        Assert.True(hasEnded);
    }

    [Fact]
    public async Task Who_awaits_an_enter_by_hand_is_resumed_and_told_that_nothing_was_entered()
    {
        var manager = new RecordingManager();
        var resumed = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ambient = new AsyncLocal<string?> { Value = "caller" };
        var awaiter = Scope.Enter(manager).GetAwaiter();
        Assert.False(awaiter.IsCompleted);

        awaiter.OnCompleted(() => resumed.SetResult(ambient.Value));
        ambient.Value = "later";

        Assert.Equal("caller", await resumed.Task.OrTimeout());
        var thrown = Assert.Throws<InvalidOperationException>(() => awaiter.GetResult());
        Assert.Contains("async Scoped", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("", manager.Calls);
    }

    private readonly struct Made
    {
        public EnterAwaiter<int> GetAwaiter() => default;
    }
}
