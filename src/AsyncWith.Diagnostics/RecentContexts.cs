namespace AsyncWith.Diagnostics;

/// <summary>The contexts that ended last.</summary>
internal sealed class RecentContexts(int capacity)
{
    private readonly ContextNode?[] _ring = new ContextNode?[capacity];
    private long _count;

    internal void Add(ContextNode node)
    {
        if (capacity > 0)
            Volatile.Write(ref _ring[(Interlocked.Increment(ref _count) - 1) % capacity], node);
    }

    /// <summary>The last one first.</summary>
    internal IEnumerable<ContextNode> Read()
    {
        var last = Interlocked.Read(ref _count);
        for (var i = last - 1; i >= Math.Max(0, last - capacity); i--)
        {
            if (Volatile.Read(ref _ring[i % capacity]) is { } node) // another thread may be about to write it
                yield return node;
        }
    }
}
