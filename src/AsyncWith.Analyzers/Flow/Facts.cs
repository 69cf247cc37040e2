namespace AsyncWith.Analyzers.Flow;

/// <summary>What a path knows of its variables: this one equals that constant, this one does not.</summary>
internal sealed class Facts
{
    internal static readonly Facts None = new(ImmutableSortedDictionary.Create<string, (object? Constant, bool Equal)>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, (object? Constant, bool Equal)> _facts;

    private Facts(ImmutableSortedDictionary<string, (object? Constant, bool Equal)> facts) => _facts = facts;

    public override string ToString() =>
        string.Join(";", _facts.Select(fact => $"{fact.Key}{(fact.Value.Equal ? "=" : "!")}{fact.Value.Constant ?? "null"}"));

    /// <summary>Whether <paramref name="key"/> equals <paramref name="constant"/>, if the path knows it.</summary>
    internal bool? Test(string key, object? constant)
    {
        if (!_facts.TryGetValue(key, out var fact))
            return null;
        var same = Equals(fact.Constant, constant);
        if (fact.Equal)
            return same;
        return same ? false : null;
    }

    internal Facts Learn(string key, object? constant, bool equal)
    {
        if (!equal && constant is bool value)
            return new Facts(_facts.SetItem(key, (!value, true)));
        return !equal && _facts.TryGetValue(key, out var known) && known.Equal ? this : new Facts(_facts.SetItem(key, (constant, equal)));
    }

    /// <summary>The variable was written: what was known of it and its members is no longer true.</summary>
    internal Facts Forget(string key)
    {
        var stale = _facts.Keys.Where(known => ValueKey.IsWithin(known, key)).ToList();
        return stale.Count == 0 ? this : new Facts(_facts.RemoveRange(stale));
    }
}
