using Microsoft.Extensions.DependencyInjection;

namespace AsyncWith.Hosting;

/// <inheritdoc/>
internal sealed class Lifespan<T> : Lifespan
    where T : class
{
    private readonly object? _key;
    private readonly Func<IServiceProvider, object?, IAsyncContextManager<T>> _manager;

    internal Lifespan(IServiceCollection services, object? key, Func<IServiceProvider, object?, IAsyncContextManager<T>> manager)
        : base(services)
    {
        _key = key;
        _manager = manager;
        Resource = ServiceDescriptor.KeyedSingleton(key, (provider, _) => (T)provider.GetRequiredService<Lifespans>().ResourceOf(this));
    }

    internal override ServiceDescriptor Resource { get; }

    internal override async ValueTask EnterAsync(LifespanRun run, IServiceProvider provider, CancellationToken cancellationToken)
    {
        var manager = _manager(provider, _key)
            ?? throw new InvalidOperationException(
                $"The lifespan of {Name} has no manager: the function that was given to AddLifespan returned null.");

        // Its own stack, so that the manager is entered as what it is, and what it suppresses is kept from the others.
        var stack = new AsyncExitStack();
        run.Stack.PushExit(async exception =>
        {
            try
            {
                await stack.ExitAsync(exception).ConfigureAwait(false);
                return false; // the host has failed, whatever a lifespan thinks of it
            }
            finally
            {
                run.Resources.TryRemove(this, out _);
            }
        });
        run.Resources[this] = await stack.EnterContextAsync(manager, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"The lifespan of {Name} has no resource: its manager handed over null. It was exited again.");
    }
}
