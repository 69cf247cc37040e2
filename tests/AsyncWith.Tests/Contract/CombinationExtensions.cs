using AsyncWith.Tests.Support;

namespace AsyncWith.Tests.Contract;

/// <summary>Runs a block inside three managers, the first of which is entered first.</summary>
public static class CombinationExtensions
{
    public static async Task RunAsync(this Combination combination, RecordingManager a, RecordingManager b, RecordingManager c, Func<ValueTask> block)
    {
        RecordingManager[] all = [a, b, c];
        switch (combination)
        {
            case Combination.Statements:
                await a.UseAsync(() => b.UseAsync(() => c.UseAsync(block)));
                break;
            case Combination.Tuple:
                await (a, b, c).UseAsync((_, _, _) => block());
                break;
            case Combination.TupleOfFour:
                await (a, b, c, AsyncContextManager.FromValue(0)).UseAsync((_, _, _, _) => block());
                break;
            case Combination.TupleOfTwo:
                await a.UseAsync(() => (b, c).UseAsync((_, _) => block()));
                break;
            case Combination.ExitStack:
                await InStackAsync(all, block);
                break;
            case Combination.PushedExits:
                await new AsyncExitStack().UseAsync(async stack =>
                {
                    foreach (var manager in all)
                    {
                        await manager.EnterAsync();
                        stack.PushExit(manager.ExitAsync);
                    }

                    await block();
                });
                break;
            case Combination.NestedStacks:
                await new AsyncExitStack().UseAsync(async outer =>
                {
                    await outer.EnterContextAsync(a);
                    var middle = await outer.EnterContextAsync(new AsyncExitStack());
                    await middle.EnterContextAsync(b);
                    var inner = await middle.EnterContextAsync(new AsyncExitStack());
                    await inner.EnterContextAsync(c);
                    await block();
                });
                break;
            case Combination.MovedStack:
                await new AsyncExitStack().UseAsync(async stack =>
                {
                    await stack.EnterContextAsync(a);
                    stack.PushExit(stack.PopAll()); // a stack is a manager too
                    await stack.EnterContextAsync(b);
                    stack.PushExit(stack.PopAll());
                    await stack.EnterContextAsync(c);
                    await block();
                });
                break;
            case Combination.Query:
                await Query(a, b, c).UseAsync(block);
                break;
            case Combination.WhenAll:
                await AsyncContextManager.WhenAll(all).UseAsync(block);
                break;
            case Combination.ScopedMethod:
                await InScopeAsync(all, block);
                break;
            case Combination.GeneratorAroundStack:
                await AsyncContextManager.Create<int>(yield => InStackAsync(all, async () => await yield.Return(0)).AsTask()).UseAsync(block);
                break;
            case Combination.Mixed:
                var generator = AsyncContextManager.Create<string>(async yield => await Query(a, b, c).UseAsync(async _ => await yield.Return("")));
                await AsyncContextManager.FromValue(0).UseAsync(async () => await InScopeAsync([generator], block));
                break;
            case Combination.Shared:
                await InStackAsync(all.Select(manager => AsyncContextManager.Shared(() => manager)), block);
                break;
            case Combination.ExitTimeout:
                await InStackAsync(all.Select(manager => manager.WithExitTimeout(TaskTimeoutExtensions.Limit)), block);
                break;
            case Combination.Decorated:
                await Decorate(a, Decorate(b, Decorate(c, () => block().AsTask())))();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(combination));
        }
    }

    private static IAsyncContextManager<string> Query(
        IAsyncContextManager<string> a, IAsyncContextManager<string> b, IAsyncContextManager<string> c) =>
        from first in a
        from second in b
        from third in c
        select first + second + third;

    private static ValueTask InStackAsync(IEnumerable<IAsyncContextManager<string>> managers, Func<ValueTask> block) =>
        new AsyncExitStack().UseAsync(async stack =>
        {
            foreach (var manager in managers)
                await stack.EnterContextAsync(manager);
            await block();
        });

    private static async Scoped InScopeAsync(IEnumerable<IAsyncContextManager<string>> managers, Func<ValueTask> block)
    {
        foreach (var manager in managers)
            await Scope.Enter(manager);
        await block();
    }

    private static Func<Task> Decorate(IAsyncContextManager<string> manager, Func<Task> operation)
    {
        var factory = () => manager;
        return factory.Decorate(operation);
    }
}
