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

    private readonly struct Made
    {
        public EnterAwaiter<int> GetAwaiter() => default;
    }
}
