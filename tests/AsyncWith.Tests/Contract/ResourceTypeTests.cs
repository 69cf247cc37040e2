using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary>A resource can be of any type, also of one that the library uses for something else: what an exit returns, an exception, a
/// task.</summary>
public sealed class ResourceTypeTests
{
    private static readonly object?[] _resources =
    [
        true, false, new InvalidOperationException("a resource"), Task.CompletedTask, Task.FromException(new BlockException()), new ValueTask<int>(3),
        new ValueTask<bool>(true), null, (1, "two"), new CancellationToken(canceled: true), DayOfWeek.Friday,
    ];

    private static readonly string[] _uses =
    [
        "UseAsync", "result", "tuple", "BeginAsync", "stack", "scope", "Select", "SelectMany", "WhenAll", "pair", "Shared", "Named",
        "WithExitTimeout",
    ];

    private static readonly string[] _managers = ["generator", "FromAcquireRelease", "FromValue", "FromAsyncEnumerable", "class"];

    public static TheoryData<int, string, string, Interleaving> Cases { get; } = new(
        from resource in Enumerable.Range(0, _resources.Length)
        from manager in _managers
        from use in _uses
        from how in Enum.GetValues<Interleaving>()
        select (resource, manager, use, how));

    [Theory, MemberData(nameof(Cases))]
    public async Task A_resource_of_any_type_is_entered_passed_and_exited(int resource, string manager, string use, Interleaving how)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn && use == "scope", RuntimeAsync.Reason);
        var run = _resources[resource] switch
        {
            bool value => RunAsync(value, manager, use, how),
            Exception value => RunAsync(value, manager, use, how),
            Task value => RunAsync(value, manager, use, how),
            ValueTask<int> value => RunAsync(value, manager, use, how),
            ValueTask<bool> value => RunAsync(value, manager, use, how),
            ValueTuple<int, string> value => RunAsync(value, manager, use, how),
            CancellationToken value => RunAsync(value, manager, use, how),
            DayOfWeek value => RunAsync<DayOfWeek?>(value, manager, use, how),
            _ => RunAsync<string?>(null, manager, use, how),
        };
        await run.OrTimeout();
    }

    private static async Task RunAsync<T>(T resource, string kind, string use, Interleaving how)
    {
        var (open, entered) = (0, 0);
        var seen = new List<T>();

        await UseAsync(use, Manager, seen);

        Assert.Equal(0, open);
        Assert.Equal(entered, seen.Count);
        Assert.InRange(entered, 1, 2);
        Assert.All(seen, value => Assert.True(EqualityComparer<T>.Default.Equals(resource, value)));

        IAsyncContextManager<T> Manager()
        {
            return kind switch
            {
                "generator" => AsyncContextManager.Create<T>(async yield =>
                {
                    await how.RunAsync(Enter);
                    try
                    {
                        await yield.Return(resource);
                    }
                    finally
                    {
                        await how.RunAsync(Exit);
                    }
                }),
                "FromAcquireRelease" => AsyncContextManager.FromAcquireRelease(async _ =>
                {
                    await how.RunAsync(Enter);
                    return resource;
                }, async (_, _) => await how.RunAsync(Exit)),
                "FromAsyncEnumerable" => AsyncContextManager.FromAsyncEnumerable(_ => IterateAsync()),
                "class" => new DelegateManager<T>(
                    async _ =>
                    {
                        await how.RunAsync(Enter);
                        return resource;
                    },
                    async _ =>
                    {
                        await how.RunAsync(Exit);
                        return false;
                    }),
                _ => AsyncContextManager.FromValue(resource).Select(value =>
                {
                    entered++;
                    return value;
                }),
            };
        }

        async IAsyncEnumerable<T> IterateAsync()
        {
            await how.RunAsync(Enter);
            try
            {
                yield return resource;
            }
            finally
            {
                await how.RunAsync(Exit);
            }
        }

        void Enter() // WhenAll enters and exits two at once
        {
            Interlocked.Increment(ref open);
            Interlocked.Increment(ref entered);
        }

        void Exit() => Interlocked.Decrement(ref open);
    }

    private static async Task UseAsync<T>(string use, Func<IAsyncContextManager<T>> create, List<T> seen)
    {
        var manager = create();
        switch (use)
        {
            case "UseAsync":
                await manager.UseAsync(async resource => seen.Add(resource));
                break;
            case "result":
                seen.Add(await manager.UseAsync(async resource =>
                {
                    await Task.Yield();
                    return ValueTuple.Create(resource);
                }) is var result ? result.Item1 : default!);
                break;
            case "tuple":
                await (manager, create()).UseAsync(async (first, second) => seen.AddRange([first, second]));
                break;
            case "BeginAsync":
                await using (var begun = await manager.BeginAsync())
                {
                    seen.Add(begun.Resource);
                    begun.Complete();
                }

                break;
            case "stack":
                await using (var stack = new AsyncExitStack())
                {
                    seen.Add(await stack.EnterContextAsync(manager));
                    await stack.CloseAsync();
                }

                break;
            case "scope":
                await ScopedAsync();
                break;
            case "Select":
                await manager.Select(resource => ValueTuple.Create(resource)).UseAsync(async resource => seen.Add(resource.Item1));
                break;
            case "SelectMany":
                await manager.SelectMany(_ => create(), (first, second) => (first, second))
                    .UseAsync(async both => seen.AddRange([both.first, both.second]));
                break;
            case "WhenAll":
                await AsyncContextManager.WhenAll([manager, create()]).UseAsync(async all => seen.AddRange(all));
                break;
            case "pair":
                await AsyncContextManager.WhenAll(manager, AsyncContextManager.FromValue(1)).UseAsync(async both => seen.Add(both.First));
                break;
            case "Shared":
                await AsyncContextManager.Shared(() => manager).UseAsync(async resource => seen.Add(resource));
                break;
            case "Named":
                await manager.Named("a name").UseAsync(async resource => seen.Add(resource));
                break;
            case "WithExitTimeout":
                await manager.WithExitTimeout(TimeSpan.FromMinutes(1)).UseAsync(async resource => seen.Add(resource));
                break;
        }

        async Scoped ScopedAsync() => seen.Add(await Scope.Enter(manager));
    }
}
