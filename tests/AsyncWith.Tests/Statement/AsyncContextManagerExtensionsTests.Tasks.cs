using System.Threading.Tasks.Sources;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>U1 and U3 where the task of an enter or a block is a pooled one, or another one that cannot be read as its status says.</summary>
public sealed partial class AsyncContextManagerExtensionsTests
{
    private static ValueTask<T> Stale<T>() => new(new StaleSource<T>(), 1);

    [Theory, AllCombinations, Trait("Rule", "U3")]
    public async Task A_block_whose_task_was_consumed_before_is_exited_once(Interleaving interleaving, bool hasResult)
    {
        var manager = new RecordingManager(interleaving);

        var thrown = await Record.ExceptionAsync(async () =>
        {
            if (hasResult)
                await manager.UseAsync(_ => Stale<int>());
            else
                await manager.UseAsync(_ => new ValueTask(new StaleSource<int>(), 1));
        });

        Assert.IsType<StaleException>(thrown);
        Assert.Same(thrown, manager.Seen);
        Assert.Equal("enter exit", manager.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U3")]
    public async Task The_task_of_a_block_is_consumed_exactly_once(Interleaving interleaving, bool hasResult)
    {
        var source = new CountingSource();
        var manager = new RecordingManager(interleaving);

        if (hasResult)
            await manager.UseAsync(_ => new ValueTask<int>(source, 0));
        else
            await manager.UseAsync(_ => new ValueTask(source, 0));

        Assert.Equal(1, source.Results);
        Assert.Equal("enter exit", manager.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task An_enter_whose_task_cannot_be_read_has_failed(FailingRead when, bool hasResult)
    {
        var (failure, calls) = (new EnterException(), new List<string>());
        var manager = new DelegateManager<int>(_ => new FailingSource<int>(when, failure).Task, async _ =>
        {
            calls.Add("exit");
            return false;
        });

        var thrown = await Record.ExceptionAsync(async () =>
        {
            if (hasResult)
                await manager.UseAsync(async _ => calls.Count).OrTimeout();
            else
                await manager.UseAsync(async _ => calls.Add("block")).OrTimeout();
        });

        Assert.Same(failure, thrown);
        Assert.Empty(calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task An_enter_whose_task_says_that_it_failed_and_has_a_result_binds_that_as_an_await_would(bool isCanceled, bool hasResult)
    {
        var source = new MisreportedSource(isCanceled ? ValueTaskSourceStatus.Canceled : ValueTaskSourceStatus.Faulted);
        List<string> calls = [];
        var manager = new DelegateManager<string>(_ => new ValueTask<string>(source, 0), async _ =>
        {
            calls.Add("exit");
            return false;
        });

        if (hasResult)
            Assert.Equal(8, await manager.UseAsync(async resource => resource.Length).OrTimeout());
        else
            await manager.UseAsync(async resource => Assert.Equal("resource", resource)).OrTimeout();

        Assert.Equal(["exit"], calls);
    }

    private sealed class StaleException : Exception;

    /// <summary>What a pooled source answers once somebody else has it.</summary>
    private sealed class StaleSource<T> : IValueTaskSource<T>, IValueTaskSource
    {
        public T GetResult(short token) => throw new StaleException();

        public ValueTaskSourceStatus GetStatus(short token) => throw new StaleException();

        public void OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => throw new StaleException();

        void IValueTaskSource.GetResult(short token) => throw new StaleException();
    }

    /// <summary>Has a result, and another status.</summary>
    private sealed class MisreportedSource(ValueTaskSourceStatus status) : IValueTaskSource<string>
    {
        public string GetResult(short token) => "resource";

        public ValueTaskSourceStatus GetStatus(short token) => status;

        public void OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => throw new NotSupportedException();
    }
}
