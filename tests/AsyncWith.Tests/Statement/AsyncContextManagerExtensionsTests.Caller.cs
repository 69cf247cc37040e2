using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>A use that completes synchronously leaves the caller's ambient state alone, as an async method does.</summary>
public sealed partial class AsyncContextManagerExtensionsTests
{
    private static readonly AsyncLocal<string> _ambient = new();

    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task What_the_steps_of_a_use_set_is_gone_after_it(Step step, bool withResult, bool flowIsSuppressed, bool fails)
    {
        await Task.Yield(); // from here on the ambient state is this test's own
        _ambient.Value = "caller";
        var context = SynchronizationContext.Current;
        string? seen = null;
        var exception = new BlockException();

        var use = flowIsSuppressed ? WithoutFlow(Use) : Use();
        var (ambientAfter, contextAfter) = (_ambient.Value, SynchronizationContext.Current);
        var thrown = await Record.ExceptionAsync(() => use.AsTask());

        Assert.Equal("caller", ambientAfter);
        Assert.Same(context, contextAfter);
        Assert.Same(fails ? exception : null, thrown);
        Assert.Equal(step <= Step.Block ? "step" : "caller", seen);

        ValueTask Use()
        {
            var manager = new DelegateManager<int>(
                _ =>
                {
                    Set(Step.Enter);
                    return new ValueTask<int>(1);
                },
                _ =>
                {
                    seen = _ambient.Value;
                    Set(Step.Exit);
                    return new ValueTask<bool>(false);
                });
            return withResult ? new ValueTask(manager.UseAsync(Result).AsTask()) : manager.UseAsync(Block);
        }

        ValueTask Block(int resource)
        {
            Set(Step.Block);
            return fails ? throw exception : default(ValueTask);
        }

        ValueTask<int> Result(int resource)
        {
            Set(Step.Block);
            return fails ? throw exception : new ValueTask<int>(resource);
        }

        void Set(Step now)
        {
            if (now != step)
                return;
            _ambient.Value = "step";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        }

        static ValueTask WithoutFlow(Func<ValueTask> use)
        {
            using (ExecutionContext.SuppressFlow())
                return use();
        }
    }

    public enum Step
    {
        Enter,
        Block,
        Exit,
    }
}
