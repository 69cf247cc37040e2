namespace AsyncWith.Tests.Support;

/// <summary>Runs a step in the way that an <see cref="Interleaving"/> says.</summary>
public static class InterleavingExtensions
{
    public static ValueTask<T> RunAsync<T>(this Interleaving interleaving, Func<T> step) => interleaving switch
    {
        Interleaving.Synchronous => Synchronously(step),
        Interleaving.Suspends => Suspended(step),
        Interleaving.NotAsync => new ValueTask<T>(step()),
        Interleaving.OneShot => new OneShotSource<T>(step).Task,
        _ => throw new ArgumentOutOfRangeException(nameof(interleaving)),
    };

    public static ValueTask RunAsync(this Interleaving interleaving, Action step)
    {
        return interleaving switch
        {
            Interleaving.NotAsync => Direct(step),
            Interleaving.OneShot => new OneShotSource<bool>(AsFunction).UntypedTask,
            _ => Untyped(interleaving.RunAsync(AsFunction)),
        };

        bool AsFunction()
        {
            step();
            return true;
        }
    }

    private static async ValueTask<T> Synchronously<T>(Func<T> step) => step();

    private static async ValueTask<T> Suspended<T>(Func<T> step)
    {
        await Task.Yield();
        return step();
    }

    private static async ValueTask Untyped(ValueTask<bool> task) => await task;

    private static ValueTask Direct(Action step)
    {
        step();
        return default;
    }
}
