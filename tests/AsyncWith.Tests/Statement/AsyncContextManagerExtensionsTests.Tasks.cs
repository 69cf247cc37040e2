using System.Threading.Tasks.Sources;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>U3 where the task that the block returns is a pooled one.</summary>
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
}
