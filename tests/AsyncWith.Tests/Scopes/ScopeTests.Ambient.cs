using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>Rules U2 and G5: the context of the caller, and ambient state.</summary>
public sealed partial class ScopeTests
{
    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task Ambient_state_of_an_entered_generator_is_visible_in_the_rest_of_the_method_only(bool suspends, bool methodSuspends, bool fails)
    {
        Ambient.Value = "caller";

        async Scoped Method()
        {
            if (methodSuspends)
                await Task.Yield();
            Assert.Equal("caller", await Scope.Enter(Ambient.Setting("first", suspends)));
            Assert.Equal("first", Ambient.Value);
            await Scope.Defer(async () => Assert.NotNull(Ambient.Value));
            Assert.Equal("first", await Scope.Enter(Ambient.Setting("second", suspends)));
            Assert.Equal("second", Ambient.Value);
            await Task.Yield();
            Assert.Equal("second", Ambient.Value);
            await Callee();
            Assert.Equal("second", Ambient.Value);
            Ambient.Value = "method";
            if (fails)
                throw new BlockException();
        }

        async Scoped Callee()
        {
            Assert.Equal("second", await Scope.Enter(Ambient.Setting("callee", suspends)));
            Assert.Equal("callee", Ambient.Value);
        }

        var thrown = await Record.ExceptionAsync(async () => await Method());

        Assert.Equal(fails, thrown is BlockException);
        Assert.Equal("caller", Ambient.Value);
    }

    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task What_a_failed_enter_set_is_not_visible(bool suspends)
    {
        async Scoped Method()
        {
            Ambient.Value = "method";
            await Assert.ThrowsAsync<EnterException>(async () => await Entering());
            Assert.Equal("method", Ambient.Value);
        }

        async Scoped Entering() => await Scope.Enter(AsyncContextManager.Create<int>(async _ =>
        {
            if (suspends)
                await Task.Yield();
            Ambient.Value = "generator";
            throw new EnterException();
        }));

        await Method();
    }

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public Task The_method_and_its_exits_stay_on_a_single_threaded_context(Interleaving how, bool fails) => SingleThreadedContext.RunAsync(async () =>
    {
        var manager = new DelegateManager<int>(
            async _ =>
            {
                SingleThreadedContext.AssertIsCurrent();
                return await how.RunAsync(() => 1);
            },
            async _ =>
            {
                SingleThreadedContext.AssertIsCurrent();
                await how.RunAsync(() => { });
                return true;
            });

        async Scoped Method()
        {
            for (var i = 0; i < 3; i++)
            {
                await Scope.Enter(manager);
                SingleThreadedContext.AssertIsCurrent();
                await Task.Yield();
                SingleThreadedContext.AssertIsCurrent();
            }

            await Task.Run(() => { }).ConfigureAwait(true);
            if (fails)
                throw new BlockException();
        }

        await Method();
        SingleThreadedContext.AssertIsCurrent();
    });

    [Fact, Trait("Rule", "U2")]
    public Task ConfigureAwait_frees_the_caller_from_its_context() => SingleThreadedContext.RunAsync(async () =>
    {
        var gate = new TaskCompletionSource();

        async Scoped Method() => await gate.Task.ConfigureAwait(false);

        async Scoped<int> WithResult()
        {
            await gate.Task.ConfigureAwait(false);
            return 5;
        }

        async Task<SynchronizationContext?> Caller(bool continueOnCapturedContext)
        {
            await Method().ConfigureAwait(continueOnCapturedContext);
            return SynchronizationContext.Current;
        }

        async Task<SynchronizationContext?> CallerWithResult(bool continueOnCapturedContext)
        {
            Assert.Equal(5, await WithResult().ConfigureAwait(continueOnCapturedContext));
            return SynchronizationContext.Current;
        }

        Task<SynchronizationContext?>[] callers = [Caller(false), CallerWithResult(false), Caller(true), CallerWithResult(true)];
        await Task.Run(gate.SetResult);
        var contexts = await Task.WhenAll(callers);

        Assert.Equal([null, null, SynchronizationContext.Current, SynchronizationContext.Current], contexts);
    });
}
