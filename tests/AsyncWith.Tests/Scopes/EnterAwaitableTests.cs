using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>Awaiting the same step more than once.</summary>
public sealed class EnterAwaitableTests
{
    private readonly Holdings _holdings = new();

    [Theory, AllCombinations]
    public async Task A_manager_that_allows_it_is_entered_again_and_exited_as_often(Interleaving how)
    {
        async Scoped<int> Method()
        {
            var step = Scope.Enter(_holdings.Manager(how));
            var (first, second) = (await step, await step);
            Assert.Equal(2, _holdings.Held);
            return first + second;
        }

        Assert.Equal(3, await Method());
        Assert.Equal(0, _holdings.Held);
    }

    [Theory, AllCombinations]
    public async Task A_manager_for_one_block_reports_it_and_is_exited_once(bool suspends)
    {
        var step = Scope.Enter(AsyncContextManager.Create<int>(async yield =>
        {
            if (suspends)
                await Task.Yield();
            _holdings.Acquire();
            try { await yield.Return(1); }
            finally { _holdings.Release(); }
        }));

        async Scoped Method()
        {
            await step;
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await Again());
            Assert.Equal(1, _holdings.Held);
        }

        async Scoped Again() => await step;

        await Method();
        Assert.Equal(0, _holdings.Held);
        Assert.Equal(1, _holdings.Acquired);
    }

    [Fact]
    public async Task A_step_that_is_suspended_in_one_method_is_reported_in_others()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = Scope.Enter(new DelegateManager<int>(
            async _ =>
            {
                await gate.Task;
                return _holdings.Acquire();
            },
            async _ =>
            {
                _holdings.Release();
                return false;
            }));

        async Scoped<int> Method() => await step;
        async Task<int> Elsewhere() => await step;

        var method = Method().AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Elsewhere().OrTimeout());
        var second = Method().AsTask();
        gate.SetResult();

        Assert.InRange(await method.OrTimeout(), 1, 2);
        await Record.ExceptionAsync(() => second.OrTimeout());
        Assert.Equal(0, _holdings.Held);
    }

    [Theory, AllCombinations]
    public async Task A_step_of_a_scoped_method_is_still_none_elsewhere(Interleaving how)
    {
        var step = Scope.Enter(_holdings.Manager(how));

        async Scoped Method() => await step;
        async Task Elsewhere() => await step;

        await Assert.ThrowsAsync<InvalidOperationException>(Elsewhere);
        await Method();
        await Assert.ThrowsAsync<InvalidOperationException>(Elsewhere);
        await Method();

        Assert.Equal(2, _holdings.Acquired);
        Assert.Equal(0, _holdings.Held);
    }
}
