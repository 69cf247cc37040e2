namespace AsyncWith.Parity.ByName;

internal static class Waiting
{
    /// <summary>Waits for a cancellation.</summary>
    internal static Task ForeverAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>Waits for a cancellation, and calls <paramref name="canceled"/> then.</summary>
    internal static async Task ForeverAsync(Action canceled, CancellationToken cancellationToken)
    {
        try
        {
            await ForeverAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            canceled();
            throw;
        }
    }

    /// <summary>Waits for a cancellation, and fails in its cleanup.</summary>
    internal static async Task FailInCleanupAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ForeverAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new DivideByZeroException();
        }
    }
}
