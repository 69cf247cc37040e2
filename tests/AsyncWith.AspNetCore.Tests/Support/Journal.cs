namespace AsyncWith.AspNetCore.Tests.Support;

/// <summary>What happened, in order.</summary>
internal sealed class Journal
{
    private readonly List<string> _entries = [];
    private readonly List<Exception?> _exits = [];

    internal string[] Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries];
        }
    }

    /// <summary>What the exits were told, in their order.</summary>
    internal Exception?[] Exits
    {
        get
        {
            lock (_entries)
                return [.. _exits];
        }
    }

    /// <summary>What left the endpoint.</summary>
    internal Exception? Thrown { get; set; }

    internal TaskCompletionSource Exited { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Add(string entry)
    {
        lock (_entries)
            _entries.Add(entry);
    }

    internal void AddExit(string name, Exception? exception)
    {
        lock (_entries)
        {
            _entries.Add($"exit {name}");
            _exits.Add(exception);
        }
    }
}
