using AsyncWith.Parity.Language;
using AsyncWith.Parity.Libraries;

namespace AsyncWith.Parity.Commands;

/// <summary>Compares every n-th program with a reference of its own, so that several lanes use several cores.</summary>
internal sealed class Lane(IReference reference, ulong seed, long first, int step)
{
    private const int BatchSize = 400;

    private readonly RealLibrary _library = new();

    internal List<Divergence> Divergences { get; } = [];

    internal async Task CompareAsync(long count, CancellationToken cancellationToken)
    {
        var next = MakeBatch(first, count);
        while (next.Count > 0)
        {
            var batch = next;
            var tracing = reference.RunAsync(batch, cancellationToken);
            next = MakeBatch(first += step * BatchSize, count);
            var traces = await tracing;
            for (var i = 0; i < batch.Count; i++)
            {
                if (Divergence.Find(batch[i], traces[i], _library) is { } divergence)
                    Divergences.Add(divergence);
            }
        }
    }

    internal async Task<Divergence> ShrinkAsync(Divergence divergence, CancellationToken cancellationToken)
    {
        var smallest = divergence;
        await Shrinker.ShrinkAsync(divergence.Program, async candidate =>
        {
            var trace = (await reference.RunAsync([candidate], cancellationToken))[0];
            if (Divergence.Find(candidate, trace, _library) is not { } smaller)
                return false;
            smallest = smaller;
            return true;
        });
        return smallest;
    }

    private List<Node[]> MakeBatch(long from, long count)
    {
        var batch = new List<Node[]>(BatchSize);
        for (var index = from; index < count && batch.Count < BatchSize; index += step)
            batch.Add(ProgramGenerator.Make(seed, index));
        return batch;
    }
}
