namespace AsyncWith.Parity.Language;

/// <summary>Random numbers that are the same for the same seed on every runtime (the SplitMix64 sequence).</summary>
internal sealed class RandomSource(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The source of one of many programs that are made from one seed.</summary>
    internal static RandomSource ForProgram(ulong seed, long index) => new(new RandomSource(seed + (0x9E3779B97F4A7C15 * (ulong)index)).NextBits());

    internal int Below(int limit) => (int)(NextBits() % (ulong)limit);

    internal bool Chance(int percent) => Below(100) < percent;

    internal char Of(string letters) => letters[Below(letters.Length)];

    /// <summary>An index, each as likely as its weight says.</summary>
    internal int Weighted(ReadOnlySpan<int> weights)
    {
        var sum = 0;
        foreach (var weight in weights)
            sum += weight;

        var left = Below(sum);
        var index = 0;
        while (left >= weights[index])
            left -= weights[index++];
        return index;
    }

    private ulong NextBits()
    {
        var bits = _state += 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
