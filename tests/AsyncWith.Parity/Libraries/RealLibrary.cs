namespace AsyncWith.Parity.Libraries;

/// <summary>AsyncWith itself.</summary>
internal sealed class RealLibrary : ILibrary
{
    public ValueTask UseAsync<T>(IAsyncContextManager<T> manager, int form, Func<T, ValueTask> body) => (form % 6) switch
    {
        0 => manager.UseAsync(body),
        1 => manager.UseAsync(async Task (resource) => await body(resource)),
        2 => manager.UseAsync(body, static (resource, body) => body(resource)),
        3 => manager.ConfigureAwait(false).UseAsync(body),
        4 => new ValueTask(InScopeAsync(manager, body).AsTask()),
        _ => WithResultAsync(manager, body),
    };

    public ValueTask UseAsync(IReadOnlyList<IAsyncContextManager<string>> managers, int form, Func<string, ValueTask> body) => form % 2 == 0
        ? new ValueTask(InScopeAsync(managers, body).AsTask())
        : managers.Count == 2
            ? (managers[0], managers[1]).UseAsync((first, second) => body($"{first},{second}"))
            : (managers[0], managers[1], managers[2]).UseAsync((first, second, third) => body($"{first},{second},{third}"));

    public IAsyncContextManager<string> Generator(int form, Func<Yield<string>, Task> generator) => form % 2 == 0
        ? AsyncContextManager.Create(generator)
        : AsyncContextManager.Create<string>((yield, _) => generator(yield));

    public IStack NewStack() => new RealStack(new AsyncExitStack());

    private static async ValueTask WithResultAsync<T>(IAsyncContextManager<T> manager, Func<T, ValueTask> body) =>
        await manager.UseOrDefaultAsync(async resource =>
        {
            await body(resource);
            return true;
        });

    private static async Scoped InScopeAsync<T>(IAsyncContextManager<T> manager, Func<T, ValueTask> body) => await body(await Scope.Enter(manager));

    private static async Scoped InScopeAsync(IReadOnlyList<IAsyncContextManager<string>> managers, Func<string, ValueTask> body)
    {
        var resources = new List<string>();
        foreach (var manager in managers)
            resources.Add(await Scope.Enter(manager));
        await body(string.Join(',', resources));
    }
}
