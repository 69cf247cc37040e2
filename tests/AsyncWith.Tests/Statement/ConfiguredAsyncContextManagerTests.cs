using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>U2: <c>ConfigureAwait(false)</c> reaches the managers of the library.</summary>
[Trait("Rule", "U2")]
public sealed partial class ConfiguredAsyncContextManagerTests
{
    private static readonly AsyncLocal<int> _ambient = new();

    public static TheoryData<string> Shipped => [.. Managers.Keys];

    private static Dictionary<string, Func<IAsyncContextManager<object?>>> Managers { get; } = new()
    {
        ["class"] = () =>
            new DelegateManager<object?>(async _ => { await Task.Yield(); return null; }, async _ => { await Task.Yield(); return false; }),
        ["generator"] = () => AsyncContextManager.Create<object?>(async yield =>
        {
            await Task.Yield();
            await yield.Return(null);
            await Task.Yield();
        }),
        ["FromAcquireRelease"] = () => Suspending(),
        ["FromDisposable"] = () => AsyncContextManager.FromDisposable(new Disposable()).Select(object? (resource) => resource),
        ["Select"] = () => Suspending().Select(resource => resource),
        ["SelectMany"] = () => from a in Suspending() from b in Suspending() select a,
        ["WhenAll"] = () => AsyncContextManager.WhenAll(Suspending(), Suspending()).Select(object? (resource) => resource),
        ["Shared"] = () => AsyncContextManager.Shared(Suspending),
        ["WithExitTimeout"] = () => Suspending().WithExitTimeout(TimeSpan.FromMinutes(5)),
        ["AsyncExitStack"] = () => Filled(),
        ["Deadline"] = () => Deadline.After(TimeSpan.FromMinutes(5)).Select(object? (resource) => resource),
        ["TaskGroup"] = () => TaskGroup.Create().Select(object? (group) =>
        {
            group.Run(async _ => await Task.Yield());
            return group;
        }),
        ["TemporaryDirectory"] = () => TemporaryDirectory.Create().Select(object? (resource) => resource),
        ["tuple"] = () =>
            AsyncContextManager.Create<object?>(async yield => await (Suspending(), Suspending()).UseAsync(async (_, _) => await yield.Return(null))),
    };

    private static IAsyncContextManager<object?> Suspending() => AsyncContextManager.FromAcquireRelease(
        async _ =>
        {
            await Task.Yield();
            return (object?)null;
        },
        async (_, _) => await Task.Yield());

    private static IAsyncContextManager<object?> Filled()
    {
        var stack = new AsyncExitStack();
        stack.PushCallback(async () => await Task.Yield());
        stack.PushCallback(async () => await Task.Yield());
        return stack.Select(object? (resource) => resource);
    }

    [Theory, MemberData(nameof(Shipped))]
    public Task The_only_thread_may_block_until_the_statement_has_ended(string manager) => SingleThreadedContext.RunAsync(() =>
    {
        var statement = Managers[manager]().ConfigureAwait(false).UseAsync(_ => new ValueTask(Task.Run(() => { })));

        Assert.True(statement.AsTask().Wait(TaskTimeoutExtensions.Limit), "The statement waits for the thread that waits for it.");
        SingleThreadedContext.AssertIsCurrent();
        return Task.CompletedTask;
    });

    [Theory, MemberData(nameof(Shipped))]
    public async Task The_only_place_of_a_task_scheduler_may_be_blocked_until_the_statement_has_ended(string manager)
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

        var ended = Task.Factory.StartNew(
            () => Managers[manager]().ConfigureAwait(false).UseAsync(() => default(ValueTask)).AsTask().Wait(TaskTimeoutExtensions.Limit),
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler);

        Assert.True(await ended);
    }

    [Theory, AllCombinations]
    public async Task Ambient_state_of_the_manager_reaches_the_block(bool configured, bool hasScheduler)
    {
        var scheduler = hasScheduler ? new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler : TaskScheduler.Default;

        var seen = await Task.Factory.StartNew(
            async () => await Setting().ConfigureAwait(configured).UseAsync(async _ => _ambient.Value),
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler).Unwrap();

        Assert.Equal(3, seen);

        static AsyncContextManager<int> Setting() => AsyncContextManager.Create<int>(async yield =>
        {
            _ambient.Value = 3;
            await yield.Return(1);
        });
    }

    [Theory, AllCombinations]
    public async Task A_configured_manager_passes_the_exception_of_the_block_to_the_exit(
        Interleaving interleaving, bool onCapturedContext, bool blockThrows)
    {
        var manager = new RecordingManager(interleaving) { Suppresses = true };
        IAsyncContextManager<string> configured = manager.ConfigureAwait(onCapturedContext);
        var block = blockThrows ? new BlockException() : null;

        await configured.UseAsync(async resource =>
        {
            Assert.Equal(manager.Resource, resource);
            if (block is not null)
                throw block;
        });

        Assert.Same(block, manager.Seen);
        Assert.Equal("enter exit", manager.Calls);
    }

    [Fact]
    public async Task A_stack_and_a_tuple_take_it()
    {
        var (first, second, third) = (new RecordingManager(), new RecordingManager(), new RecordingManager());

        await (first.ConfigureAwait(false), second.ConfigureAwait(false)).UseAsync(async (_, _) => { });
        await new AsyncExitStack().UseAsync(async stack => await stack.EnterContextAsync(third.ConfigureAwait(false)));

        Assert.All(new[] { first, second, third }, manager => Assert.Equal("enter exit", manager.Calls));
    }

    private sealed class Disposable : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Task.Yield();
    }
}
