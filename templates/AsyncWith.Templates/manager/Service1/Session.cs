using AsyncWith;

namespace Service1;

/// <summary>A session with a service: it is open while a block runs.</summary>
public sealed class Session
{
    private Session(TextWriter log) => Log = log;

    public TextWriter Log { get; }

    /// <summary>Opens a session for a block, and closes it however the block ends.</summary>
    public static AsyncContextManager<Session> Open(TextWriter log) => AsyncContextManager.Create<Session>(async (yield, cancellationToken) =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        await log.WriteLineAsync("open");
        try
        {
            await yield.Return(new Session(log));   // the block runs here; what it throws is thrown here
            await log.WriteLineAsync("completed");
        }
        catch (Exception exception)
        {
            await log.WriteLineAsync($"failed: {exception.Message}");
            throw;
        }
        finally
        {
            await log.WriteLineAsync("closed");
        }
    });
}
