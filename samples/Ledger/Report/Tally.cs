namespace AsyncWith.Samples.Ledger;

/// <summary>Counts outcomes. Workers add to it at the same time.</summary>
internal sealed class Tally
{
    private readonly Dictionary<Outcome, int> _counts = [];

    public int Total => Rows().Sum(row => row.Count);

    public void Add(Outcome outcome)
    {
        lock (_counts)
            _counts[outcome] = _counts.GetValueOrDefault(outcome) + 1;
    }

    public int Of(OutcomeKind kind) => Rows().Where(row => row.Outcome.Kind == kind).Sum(row => row.Count);

    public IReadOnlyList<(Outcome Outcome, int Count)> Rows()
    {
        lock (_counts)
            return [
                .. _counts.Select(pair => (pair.Key, pair.Value)).OrderBy(row => row.Key.Kind).ThenBy(row => row.Key.Reason, StringComparer.Ordinal)];
    }
}
