using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TestAbstractAsyncContextManager</c>.</summary>
public sealed class AbstractManagerTests
{
    [Fact]
    public async Task Enter()
    {
        var manager = new Recorder([]);

        Assert.Same(manager, await manager.EnterAsync());
        await manager.UseAsync(async resource => Assert.Same(manager, resource));
    }

    [Fact]
    public async Task Async_gen_propagates_generator_exit()
    {
        var state = new List<object>();
        var seen = new List<int>();

        await foreach (var number in Numbers())
        {
            seen.Add(number);
            break;
        }

        Assert.Equal([11], seen);
        Assert.Equal(["entered", typeof(ScopeNotCompletedException)], state);

        async IAsyncEnumerable<int> Numbers()
        {
            var manager = AsyncContextManager.Create<int>(async yield =>
            {
                state.Add("entered");
                try { await yield.Return(0); }
                catch (ScopeNotCompletedException left)
                {
                    state.Add(left.GetType());
                    throw;
                }
            });
            await using var scope = await manager.BeginAsync();
            yield return 11;
            yield return 12;
            scope.Complete();
        }
    }
}
