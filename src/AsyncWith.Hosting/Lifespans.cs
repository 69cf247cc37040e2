namespace AsyncWith.Hosting;

/// <summary>The lifespans of a host, a service of it.</summary>
internal sealed class Lifespans(IServiceProvider provider, IEnumerable<Lifespan> lifespans)
{
    private readonly Lifespan[] _lifespans = [.. lifespans];
    private LifespanRun? _run;

    /// <summary>Those of the latest start; <see langword="null"/> before the first.</summary>
    internal LifespanRun? Run => Volatile.Read(ref _run);

    /// <summary>The host is about to start.</summary>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    internal LifespanRun Begin()
    {
        var (last, next) = (Run, new LifespanRun());
        if (last is { HasBegunToExit: false } || !ReferenceEquals(Interlocked.CompareExchange(ref _run, next, last), last))
            throw new InvalidOperationException("The host has been started already. Stop it before starting it again.");
        return next;
    }

    /// <summary>Enters all, for the start that has begun.</summary>
    internal async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (Run is { } run)
            await run.EnterAsync(_lifespans.Where(lifespan => !lifespan.IsRemoved), new LifespanServices(provider, this), cancellationToken)
                .ConfigureAwait(false);
    }

    /// <summary>The resource of a lifespan that is entered.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    internal object ResourceOf(Lifespan lifespan)
    {
        var run = Run;
        if (run?.Resources.TryGetValue(lifespan, out var resource) == true)
            return resource;

        throw new InvalidOperationException(run switch
        {
            null => $"{lifespan.Name} is the resource of a lifespan, and there before the host starts only for hosted services and what they use. "
                + "Start the host (StartAsync, RunAsync) before asking for it, or ask for it in the constructor of a hosted service, in a request, "
                + "or in a lifespan that is added later.",
            { HasBegunToExit: true } =>
                $"{lifespan.Name} is the resource of a lifespan that has been exited: the host has stopped. Ask for it while the host runs.",
            _ => $"{lifespan.Name} is the resource of a lifespan that has not been entered yet. "
                + "Lifespans are entered in the order in which they were added: "
                + "add it before those that need it.",
        });
    }

    /// <summary>The resource that the container would give for a service, where it is that of a lifespan.</summary>
    internal bool TryGetResource(Type serviceType, object? serviceKey, out object? resource)
    {
        var provides = Array.Find(_lifespans, lifespan => lifespan.Provides(serviceType, serviceKey));
        resource = provides is null ? null : ResourceOf(provides);
        return provides is not null;
    }
}
