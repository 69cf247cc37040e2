using System.Runtime.CompilerServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Diagnostics;

/// <summary>Contexts that nothing refers to any more, so nobody can exit them.</summary>
[Collection(nameof(Observing))]
public sealed class AbandonmentWatchTests
{
    private readonly ObserverLog _log = new(findsAbandoned: true);

    [Fact]
    public async Task A_scope_of_the_bridge_that_is_dropped_is_abandoned()
    {
        using var subscription = _log.Start();
        await DropScope();

        Assert.Equal("scope", (await AbandonedAsync()).Name);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task DropScope() => _ = await new RecordingManager().Named("scope").BeginAsync();
    }

    [Fact]
    public async Task A_block_that_nothing_can_resume_is_abandoned()
    {
        using var subscription = _log.Start();
        Block();

        Assert.Equal("block", (await AbandonedAsync()).Name);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Block() =>
            _ = new RecordingManager(Interleaving.Synchronous)
                .Named("block")
                .UseAsync(static async _ => await new TaskCompletionSource().Task)
                .AsTask();
    }

    [Fact]
    public async Task An_exit_stack_that_is_dropped_abandons_what_it_has_entered()
    {
        using var subscription = _log.Start();
        await DropStack();

        Assert.Equal("entered", (await AbandonedAsync()).Name);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task DropStack() => await new AsyncExitStack().EnterContextAsync(new RecordingManager().Named("entered"));
    }

    [Fact]
    public async Task Among_several_observers_only_those_that_want_it_are_told()
    {
        var other = new ObserverLog();
        using var subscription = _log.Start();
        using var otherSubscription = other.Start();
        await DropScope();
        await AbandonedAsync();

        Assert.Equal("entering scope, entered scope", other.Calls);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task DropScope() => _ = await new RecordingManager().Named("scope").BeginAsync();
    }

    [Fact]
    public async Task A_context_that_is_open_or_has_ended_is_not_abandoned()
    {
        using var subscription = _log.Start();
        var scope = await new RecordingManager().Named("open").BeginAsync();
        await UseAndDrop();
        await DropScope();
        await AbandonedAsync(); // the last one: those before would have been told by now

        Assert.Equal(1, _log.Calls.Split(", ").Count(call => call.StartsWith("abandoned", StringComparison.Ordinal)));
        await scope.DisposeAsync();
        Assert.EndsWith("Failed open", _log.Calls, StringComparison.Ordinal);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task UseAndDrop() => await new RecordingManager().UseAsync(static async _ => { });

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task DropScope() => _ = await new RecordingManager().Named("scope").BeginAsync();
    }

    private async Task<ObserverLog.Context> AbandonedAsync()
    {
        while (!_log.FirstAbandoned.Task.IsCompleted) // bounded by the runner's limit of the whole run; each round collects
        {
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return await _log.FirstAbandoned.Task;
    }
}
