using System.Collections.Concurrent;

namespace AsyncWith.Hosting;

/// <summary>The lifespans from one start of the host to its end.</summary>
internal sealed class LifespanRun
{
    private readonly Once _exit = new();

    /// <summary>What has been entered.</summary>
    internal AsyncExitStack Stack { get; } = new();

    internal ConcurrentDictionary<Lifespan, object> Resources { get; } = new();

    /// <summary>The stop of the host, which all callers share.</summary>
    internal Once Stop { get; } = new();

    internal bool IsEntered { get; private set; }

    /// <summary>Whether the host has started.</summary>
    internal bool IsStarted { get; set; }

    internal bool HasBegunToExit => _exit.HasBegun;

    /// <summary>Enters them, in the order given.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, also if no enter cares.</exception>
    /// <exception cref="Exception">What making or entering a manager threw. What was entered before is still to be exited.</exception>
    internal async Task EnterAsync(IEnumerable<Lifespan> lifespans, IServiceProvider provider, CancellationToken cancellationToken)
    {
        foreach (var lifespan in lifespans)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await lifespan.EnterAsync(this, provider, cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        IsEntered = true;
    }

    /// <summary>Exits what has been entered, the last one first. Later callers wait for the same exits.</summary>
    /// <exception cref="Exception">The last exception that an exit threw.</exception>
    internal Task ExitAsync(Exception? reason) => _exit.RunAsync(async () => await Stack.ExitAsync(reason).ConfigureAwait(false));

    /// <summary>Exits what a host that is disposed of has left; where it is exited already, waits for that.</summary>
    /// <exception cref="Exception">The last exception that an exit threw, unless somebody else is told of it.</exception>
    internal Task AbandonAsync() => _exit.HasBegun
        ? _exit.WaitAsync()
        : ExitAsync(new ScopeNotCompletedException(
            "The host was disposed of while it ran, so its lifespans count as failed. "
                + "Await StopAsync before disposing of a host, or use RunAsync, which does."));
}
