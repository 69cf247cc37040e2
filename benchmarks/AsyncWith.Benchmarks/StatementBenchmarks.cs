using BenchmarkDotNet.Attributes;

namespace AsyncWith.Benchmarks;

/// <summary>The cases for BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class StatementBenchmarks
{
    public static IEnumerable<Case> All => Cases.All;

    [ParamsSource(nameof(All))]
    public Case Case { get; set; } = null!;

    [Benchmark(Baseline = true, OperationsPerInvoke = 1_000)]
    public void ByHand() => Pump.Run(Case.ByHand(1_000));

    [Benchmark(OperationsPerInvoke = 1_000)]
    public void AsyncWith() => Pump.Run(Case.WithLibrary(1_000));
}
