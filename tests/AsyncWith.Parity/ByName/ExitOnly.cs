using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>A manager of which a test wants the exit only: entering it fails the test.</summary>
internal sealed class ExitOnly(Func<Exception?, ValueTask<bool>> exit) : IAsyncContextManager<object>
{
    public ValueTask<object> EnterAsync(CancellationToken cancellationToken = default)
    {
        Assert.Fail("The manager was entered.");
        return default;
    }

    public ValueTask<bool> ExitAsync(Exception? exception) => exit(exception);
}
