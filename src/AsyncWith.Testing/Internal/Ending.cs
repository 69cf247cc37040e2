namespace AsyncWith.Testing.Internal;

/// <summary>A way for a block to end.</summary>
/// <param name="Name">The name that a finding tells.</param>
/// <param name="Block">The block. It is given the source of the token that the manager was entered with.</param>
internal sealed record Ending(string Name, Func<CancellationTokenSource, Task> Block)
{
    internal static readonly Ending Completes = new("completes", async _ => await Task.Yield());

    internal static readonly Ending Throws = new("throws", async _ =>
    {
        await Task.Yield();
        throw new BlockException();
    });

    internal static readonly Ending Heeds = new("completes, or heeds its token", async source =>
    {
        await Task.Yield();
        source.Token.ThrowIfCancellationRequested();
    });

    internal static readonly IReadOnlyList<Ending> All =
    [
        Completes,
        new("completes at once", _ => Task.CompletedTask),
        Throws,
        new("throws at once", _ => throw new BlockException()),
        new("is cancelled", async source =>
        {
            source.Cancel();
            await Task.Yield();
            source.Token.ThrowIfCancellationRequested();
        }),
        new("completes, its token cancelled", async source =>
        {
            source.Cancel();
            await Task.Yield();
        }),
    ];
}
