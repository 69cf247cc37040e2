using System.Collections.Concurrent;

namespace AsyncWith.Tests.Support;

/// <summary>A class-based manager that records what is done with it, and does what the test asks.</summary>
public sealed class RecordingManager(Interleaving interleaving = Interleaving.Suspends, string name = "") : IAsyncContextManager<string>
{
    private readonly ConcurrentQueue<string> _calls = [];

    /// <summary>Thrown by enter.</summary>
    public Exception? EnterThrows { get; init; }

    /// <summary>Thrown by exit.</summary>
    public Exception? ExitThrows { get; init; }

    /// <summary>What exit returns.</summary>
    public bool Suppresses { get; init; }

    /// <summary>Where the calls are recorded too, to see the order of several managers.</summary>
    public RecordingManager? Log { get; init; }

    /// <summary>What the block is given.</summary>
    public string Resource => "resource" + name;

    /// <summary>What exit was given.</summary>
    public Exception? Seen { get; private set; }

    /// <summary>What enter was given.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>What happened, in order: <c>enter</c>, <c>exit</c>, and what was noted.</summary>
    public string Calls => string.Join(' ', _calls);

    public void Note(string call)
    {
        _calls.Enqueue(call);
        Log?.Note(call);
    }

    public ValueTask<string> EnterAsync(CancellationToken cancellationToken = default) => interleaving.RunAsync(() =>
    {
        Note("enter" + name);
        Token = cancellationToken;
        return EnterThrows is null ? Resource : throw EnterThrows;
    });

    public ValueTask<bool> ExitAsync(Exception? exception) => interleaving.RunAsync(() =>
    {
        Note("exit" + name);
        Seen = exception;
        return ExitThrows is null ? Suppresses : throw ExitThrows;
    });
}
