using AsyncWith.Parity.Libraries;

namespace AsyncWith.Parity.Variants;

/// <summary>AsyncWith with something wrong about it. What a variant does not override is right.</summary>
internal abstract class VariantLibrary : ILibrary
{
    private readonly RealLibrary _real = new();

    public virtual ValueTask UseAsync<T>(IAsyncContextManager<T> manager, int form, Func<T, ValueTask> body) =>
        _real.UseAsync(Spoil(manager), form, body);

    public virtual ValueTask UseAsync(IReadOnlyList<IAsyncContextManager<string>> managers, int form, Func<string, ValueTask> body) =>
        _real.UseAsync([.. managers.Select(Spoil)], form, body);

    public virtual IStack NewStack() => new VariantStack(new RealStack(new AsyncExitStack()), this);

    public IAsyncContextManager<string> Generator(int form, Func<Yield<string>, Task> generator) => _real.Generator(form, generator);

    /// <summary>The manager that is used in place of <paramref name="manager"/>.</summary>
    internal virtual IAsyncContextManager<T> Spoil<T>(IAsyncContextManager<T> manager) => manager;
}
