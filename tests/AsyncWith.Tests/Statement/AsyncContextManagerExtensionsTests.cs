using AsyncWith.Tests.Support;

namespace AsyncWith.Tests;

/// <summary>The statement: each file of this class proves some of the rules U1 to U7 and E1.</summary>
public sealed partial class AsyncContextManagerExtensionsTests
{
    /// <summary>Awaits the statement, and gives what left it.</summary>
    private static async Task<Exception?> ErrorOfAsync(ValueTask statement)
    {
        try
        {
            await statement;
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>A block that notes that it ran, and throws if told to.</summary>
    private static Func<string, ValueTask> Block(RecordingManager manager, Interleaving interleaving, Exception? throws = null) =>
        _ => interleaving.RunAsync(() =>
        {
            manager.Note("block");
            if (throws is not null)
                throw throws;
        });
}
