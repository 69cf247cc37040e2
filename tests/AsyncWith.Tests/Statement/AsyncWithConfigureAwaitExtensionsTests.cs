using AsyncWith;
using AsyncWith.Tests.Support;
using Xunit;

namespace Tests.OfAnApplication; // outside of AsyncWith, whose extension methods are found first inside of it

/// <summary><c>ConfigureAwait</c> in code that imports AsyncWith.</summary>
public sealed class AsyncWithConfigureAwaitExtensionsTests
{
    [Fact]
    public async Task It_compiles_on_managers_that_are_disposable_too_and_on_what_is_only_disposable()
    {
        Assert.Equal(1, await new AsyncExitStack().ConfigureAwait(false).UseAsync(async _ => 1));
        Assert.Equal(2, await new DisposableManager().ConfigureAwait(false).UseAsync(async resource => resource));
        await using (new Disposable().ConfigureAwait(false))
        {
        }
    }

    [Fact, Trait("Rule", "U2")]
    public Task It_configures_the_manager() => SingleThreadedContext.RunAsync(async () =>
    {
        SynchronizationContext? entered = null, exited = null;
        var manager = new DelegateManager<int>(
            async _ =>
            {
                await Task.Yield();
                entered = SynchronizationContext.Current;
                return 1;
            },
            async _ =>
            {
                exited = SynchronizationContext.Current;
                return false;
            });

        foreach (var onContext in new[] { true, false })
        {
            await manager.ConfigureAwait(onContext).UseAsync(_ => { });
            var expected = onContext ? SynchronizationContext.Current : null;
            Assert.Equal((expected, expected), (entered, exited));
        }
    });

    [Fact]
    public void The_manager_may_not_be_null()
    {
        IAsyncContextManager<int> none = null!;
        Assert.Throws<ArgumentNullException>("manager", () => none.ConfigureAwait(false));
    }

    private sealed class Disposable : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Task.Yield();
    }

    private sealed class DisposableManager : IAsyncContextManager<int>, IAsyncDisposable
    {
        public ValueTask<int> EnterAsync(CancellationToken cancellationToken = default) => new(2);

        public ValueTask<bool> ExitAsync(Exception? exception) => default;

        public ValueTask DisposeAsync() => default;
    }
}
