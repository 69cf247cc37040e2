namespace AsyncWith.Diagnostics;

/// <summary>A list of contexts that are open. A tree has several, so that threads seldom wait for each other.</summary>
internal sealed class OpenContexts
{
    private readonly Lock _gate = new();
    private ContextNode? _first;

    /// <summary>How many there are, for a debugger: without the lock, which a stopped thread may hold.</summary>
    internal int Count
    {
        get
        {
            var count = 0;
            for (var node = _first; node is not null; node = node.Next)
                count++;
            return count;
        }
    }

    internal void Add(ContextNode node)
    {
        node.List = this;
        lock (_gate)
        {
            node.Next = _first;
            _first?.Previous = node;
            _first = node;
        }
    }

    internal void Remove(ContextNode node)
    {
        lock (_gate)
        {
            if (node.Previous is null)
                _first = node.Next;
            else
                node.Previous.Next = node.Next;
            node.Next?.Previous = node.Previous;
            node.Next = node.Previous = null;
        }
    }

    internal void CopyTo(List<ContextNode> nodes)
    {
        lock (_gate)
        {
            for (var node = _first; node is not null; node = node.Next)
                nodes.Add(node);
        }
    }
}
