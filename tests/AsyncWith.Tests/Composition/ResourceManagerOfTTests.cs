using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>The manager of one resource, where two threads use it at once.</summary>
public sealed class ResourceManagerOfTTests
{
    [Fact]
    public async Task An_exit_on_another_thread_releases_the_resource_that_the_enter_acquired()
    {
        var (acquired, released) = (0, 0);
        var manager = AsyncContextManager.FromAcquireRelease<string>(
            _ => new($"{++acquired}"),
            (resource, _) =>
            {
                if (resource == $"{acquired}")
                    released++;
                return default;
            });

        await ExitRace.RunAsync(manager, ExitRace.Rounds);

        Assert.Equal(ExitRace.Rounds, released);
    }

    [Fact]
    public async Task A_release_that_throws_before_there_is_a_task_is_in_the_task()
    {
        var failure = new ExitException();
        var manager = AsyncContextManager.FromAcquireRelease<int>(_ => new(1), (_, _) => throw failure);
        await manager.EnterAsync();

        var exit = manager.ExitAsync(null).AsTask();

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => exit.OrTimeout()));
        Assert.Equal(1, await manager.EnterAsync().OrTimeout());
    }

    [Theory, AllCombinations]
    public async Task A_failed_acquire_leaves_a_manager_that_can_be_entered(Interleaving how)
    {
        var failures = 1;
        var manager = AsyncContextManager.FromAcquireRelease<int>(
            _ => how.RunAsync(() => failures-- > 0 ? throw new EnterException() : 7), (_, _) => default);

        await Assert.ThrowsAsync<EnterException>(() => manager.EnterAsync().OrTimeout());

        Assert.Equal(7, await manager.UseAsync(async resource => resource).OrTimeout());
    }

    [Theory, AllCombinations]
    public async Task An_acquire_whose_task_cannot_be_read_leaves_a_manager_that_can_be_entered(FailingRead when)
    {
        var (failure, fails, releases) = (new EnterException(), true, 0);
        var manager = AsyncContextManager.FromAcquireRelease<int>(
            _ => fails ? new FailingSource<int>(when, failure).Task : new ValueTask<int>(7),
            (_, _) =>
            {
                releases++;
                return default;
            });

        var entering = manager.EnterAsync().AsTask(); // the exception is in the task
        Assert.Same(failure, await Record.ExceptionAsync(() => entering.OrTimeout()));
        Assert.Equal(0, releases);

        fails = false;
        Assert.Equal(7, await manager.UseAsync(async resource => resource).OrTimeout());
        Assert.Equal(1, releases);
    }
}
