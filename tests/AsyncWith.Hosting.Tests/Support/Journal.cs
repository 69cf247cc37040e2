namespace AsyncWith.Hosting.Tests.Support;

/// <summary>What happened, in order.</summary>
public sealed class Journal
{
    private readonly List<string> _entries = [];
    private readonly List<Exception?> _exits = [];

    /// <summary>A line for each thing.</summary>
    public string[] Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries];
        }
    }

    /// <summary>What the exits were told, in the order of the exits.</summary>
    public Exception?[] Exits
    {
        get
        {
            lock (_entries)
                return [.. _exits];
        }
    }

    public void Add(string entry)
    {
        lock (_entries)
            _entries.Add(entry);
    }

    public void AddExit(string name, Exception? exception)
    {
        lock (_entries)
        {
            _entries.Add($"exit {name}");
            _exits.Add(exception);
        }
    }
}
