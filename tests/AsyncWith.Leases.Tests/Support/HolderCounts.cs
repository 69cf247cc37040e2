namespace AsyncWith.Leases.Tests.Support;

/// <summary>What processes that count did.</summary>
/// <param name="Increments">How often the counter was written.</param>
/// <param name="Completed">How many statements completed.</param>
/// <param name="Lost">How many threw <see cref="LeaseLostException"/>, and were tried again.</param>
internal sealed record HolderCounts(int Increments, int Completed, int Lost)
{
    public static HolderCounts Parse(string line) => line.Split(", ").Select(int.Parse).ToArray() is [var increments, var completed, var lost]
        ? new(increments, completed, lost)
        : throw new FormatException(line);
}
