using AsyncWith.Parity.Language;
using AsyncWith.Parity.Python;

namespace AsyncWith.Parity.Commands;

/// <summary>Compares fresh programs.</summary>
internal static class LiveCommand
{
    internal const int Agree = 0, Diverge = 1, NoPython = 2;

    private const int MostShown = 5;

    internal static async Task<int> RunAsync(
        int count, ulong seed, string? wanted, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (PythonLocator.Find(wanted) is not { } path)
        {
            await error.WriteLineAsync(PythonLocator.NotFound);
            return NoPython;
        }

        var pythons = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => PythonInterpreter.StartAsync(path)));
        try
        {
            return await CompareAsync(pythons, count, seed, output, cancellationToken);
        }
        finally
        {
            foreach (var python in pythons)
                python.Dispose();
        }
    }

    /// <summary>Compares with all <paramref name="references"/> at once, and tells what came out.</summary>
    internal static async Task<int> CompareAsync(
        IReadOnlyList<IReference> references, int count, ulong seed, TextWriter output, CancellationToken cancellationToken)
    {
        var lanes = references.Select((reference, index) => new Lane(reference, seed, index, references.Count)).ToArray();
        await Task.WhenAll(lanes.Select(lane => Task.Run(() => lane.CompareAsync(count, cancellationToken), cancellationToken)));

        var divergences = lanes.SelectMany(lane => lane.Divergences).OrderBy(divergence => Node.Count(divergence.Program)).ToArray();
        foreach (var divergence in divergences.Take(MostShown))
            await output.WriteLineAsync($"{await lanes[0].ShrinkAsync(divergence, cancellationToken)}\n");
        await output.WriteLineAsync($"programs {count}, divergences {divergences.Length}");
        return divergences.Length == 0 ? Agree : Diverge;
    }
}
