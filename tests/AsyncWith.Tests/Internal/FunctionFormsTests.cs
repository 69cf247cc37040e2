using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

/// <summary>A function that returns null where it should return a task or a manager: the error says so, and everything that was entered is
/// exited.</summary>
public sealed class FunctionFormsTests
{
    private const string NullTask = "A function that should return a task returned null. Make it an async method or lambda.";

    private static readonly Dictionary<string, Func<RecordingManager, Task>> _uses = new()
    {
        ["block"] = async manager => await manager.UseAsync(_ => (Task)null!),
        ["block without resource"] = async manager => await manager.UseAsync(() => (Task)null!),
        ["block with result"] = async manager => await manager.UseAsync(_ => (Task<int>)null!),
        ["block with result, without resource"] = async manager => await manager.UseAsync(() => (Task<int>)null!),
        ["block or default"] = async manager => await manager.UseOrDefaultAsync(_ => (Task<int>)null!),
        ["block or default, without resource"] = async manager => await manager.UseOrDefaultAsync(() => (Task<int>)null!),
        ["block of two"] = async manager => await (manager, Other()).UseAsync((_, _) => (Task)null!),
        ["block of two with result"] = async manager => await (manager, Other()).UseAsync((_, _) => (Task<int>)null!),
        ["block of three"] = async manager => await (manager, Other(), Other()).UseAsync((_, _, _) => (Task)null!),
        ["block of three with result"] = async manager => await (manager, Other(), Other()).UseAsync((_, _, _) => (Task<int>)null!),
        ["block of four"] = async manager => await (manager, Other(), Other(), Other()).UseAsync((_, _, _, _) => (Task)null!),
        ["block of four with result"] = async manager => await (manager, Other(), Other(), Other()).UseAsync((_, _, _, _) => (Task<int>)null!),
        ["exit"] = manager => UseStackAsync(manager, stack => stack.PushExit(_ => (Task<bool>)null!)),
        ["callback"] = manager => UseStackAsync(manager, stack => stack.PushCallback(() => (Task)null!)),
        ["acquire"] = manager => UseAfterAsync(manager, AsyncContextManager.FromAcquireRelease(_ => (Task<int>)null!, (_, _) => { })),
        ["acquire without token"] = manager => UseAfterAsync(manager, AsyncContextManager.FromAcquireRelease(() => (Task<int>)null!, (_, _) => { })),
        ["release"] = manager => UseAfterAsync(manager, AsyncContextManager.FromAcquireRelease(() => 1, (_, _) => (Task)null!)),
        ["decorated"] = manager => ((Func<IAsyncContextManager<string>>)(() => manager)).Decorate(() => (Task)null!)(),
    };

    public static TheoryData<string, Interleaving> Uses { get; } =
        new(from use in _uses.Keys from how in Enum.GetValues<Interleaving>() select (use, how));

    [Theory, MemberData(nameof(Uses))]
    public async Task A_function_that_returns_no_task(string use, Interleaving how)
    {
        var manager = new RecordingManager(how);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => _uses[use](manager).OrTimeout());

        Assert.Equal(NullTask, thrown.Message);
        Assert.Same(thrown, manager.Seen);
    }

    [Theory, AllCombinations]
    public async Task A_function_of_SelectMany_that_returns_no_manager(Interleaving how)
    {
        var manager = new RecordingManager(how);
        var both = manager.SelectMany(_ => (IAsyncContextManager<int>)null!, (resource, _) => resource);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => both.UseAsync(static async () => { }).OrTimeout());

        Assert.Contains("returned null. Return a manager.", thrown.Message, StringComparison.Ordinal);
        Assert.Same(thrown, manager.Seen);
    }

    [Fact]
    public async Task A_factory_of_Decorate_that_returns_no_manager()
    {
        Func<IAsyncContextManager<int>> factory = () => null!;

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => factory.Decorate(() => Task.CompletedTask)().OrTimeout());

        Assert.Contains("returned null. Return a new manager for each call.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_factory_of_Shared_that_returns_the_shared_manager()
    {
        IAsyncContextManager<int>? shared = null;
        shared = AsyncContextManager.Shared(() => shared!);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => shared.UseAsync(static async () => { }).OrTimeout());

        Assert.Contains("would wait for itself", thrown.Message, StringComparison.Ordinal);
    }

    private static RecordingManager Other() => new(Interleaving.Suspends);

    private static async Task UseStackAsync(RecordingManager manager, Action<AsyncExitStack> push) =>
        await manager.UseAsync(async () =>
        {
            await using var stack = new AsyncExitStack();
            push(stack);
            await stack.CloseAsync();
        });

    private static async Task UseAfterAsync(RecordingManager manager, IAsyncContextManager<int> inner) =>
        await manager.UseAsync(async () => await inner.UseAsync(static async () => { }));
}
