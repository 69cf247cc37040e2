using System.Collections.Immutable;

namespace Service1;

/// <summary>The items as one request sees them.</summary>
public sealed class Transaction(ImmutableList<string> items)
{
    public ImmutableList<string> Items { get; private set; } = items;

    /// <returns><see langword="false"/> if there is one of that name.</returns>
    public bool Add(string name)
    {
        if (Items.Contains(name))
            return false;
        Items = Items.Add(name);
        return true;
    }
}
