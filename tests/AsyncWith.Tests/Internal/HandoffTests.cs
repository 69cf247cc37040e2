using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

[Trait("Rule", "G5")]
public sealed class HandoffTests
{
    private static readonly AsyncLocal<int> _ambient = new();

    private static async ValueTask<Handoff<string>> StepsAsync(Interleaving interleaving, Exception? throws)
    {
        await interleaving.RunAsync(() =>
        {
            if (throws is not null)
                throw throws;
        });
        _ambient.Value = 7;
        return new Handoff<string>("value");
    }

    [Theory, AllCombinations]
    public async Task Ambient_state_set_by_the_steps_is_taken_over_by_who_awaits_them(Interleaving interleaving)
    {
        await TakeAsync();
        Assert.Equal(0, _ambient.Value);

        async Task TakeAsync()
        {
            var outcome = await Handoff.ToValueTask(StepsAsync(interleaving, null)).Outcome(continueOnCapturedContext: true);
            Assert.Equal("value", outcome.ValueOrThrow());
            Assert.Equal(7, _ambient.Value);
        }
    }

    [Theory, AllCombinations]
    public async Task Steps_that_fail_fail_the_same(Interleaving interleaving, bool cancelled)
    {
        Exception thrown = cancelled ? new OperationCanceledException() : new EnterException();

        Assert.Same(thrown, await Record.ExceptionAsync(async () => await Handoff.ToValueTask(StepsAsync(interleaving, thrown))));
    }

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public async Task A_continuation_does_not_run_inline_on_a_thread_with_a_context(bool fails, bool isScheduler)
    {
        var source = new HandoffSource<string>();
        var seen = new TaskCompletionSource<(SynchronizationContext?, TaskScheduler)>();
        await Task.Run(
            () => source.Task.GetAwaiter().UnsafeOnCompleted(() => seen.SetResult((SynchronizationContext.Current, TaskScheduler.Current))));

        var scheduler = isScheduler ? new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler : TaskScheduler.Default;
        await Task.Factory.StartNew(Complete, CancellationToken.None, TaskCreationOptions.None, scheduler);

        Assert.Equal((null, TaskScheduler.Default), await seen.Task.OrTimeout());

        void Complete()
        {
            var context = SynchronizationContext.Current;
            if (!isScheduler)
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            if (fails)
                source.SetException(new EnterException());
            else
                source.SetResult(new Handoff<string>("value"));
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
