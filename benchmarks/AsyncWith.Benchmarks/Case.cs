namespace AsyncWith.Benchmarks;

/// <summary>Something that the library does, next to the same written by hand. Both run it a number of times.</summary>
/// <param name="Group">Which table it belongs to.</param>
/// <param name="Name">What is done.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="AtMost">The ratio of the times that may not be exceeded.</param>
/// <param name="Aim">The ratio that would be ideal.</param>
/// <param name="BytesAtMost">The bytes that one run may allocate.</param>
/// <param name="ByHand">The baseline.</param>
/// <param name="WithLibrary">The same with the library.</param>
/// <param name="IsOnOneThread">Whether its allocations can be counted.</param>
public sealed record Case(
    string Group,
    string Name,
    string Baseline,
    double AtMost,
    double Aim,
    long? BytesAtMost,
    Func<int, Task> ByHand,
    Func<int, Task> WithLibrary,
    bool IsOnOneThread = true)
{
    public override string ToString() => Name;
}
