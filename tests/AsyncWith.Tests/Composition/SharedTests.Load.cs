using System.Collections.Concurrent;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>Thousands of users at once.</summary>
public sealed partial class SharedTests
{
    [Fact]
    public async Task Five_thousand_users_at_once_share_one_resource()
    {
        const int Users = 5_000;
        var shared = Create();
        var inside = 0;
        var everybody = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await Task.WhenAll(Enumerable.Range(0, Users).Select(_ => Task.Run(async () => await shared.UseAsync(async number =>
        {
            Assert.Equal(1, number);
            if (Interlocked.Increment(ref inside) == Users)
                everybody.SetResult();
            await everybody.Task;
        })))).OrTimeout();

        Assert.Equal(1, _holdings.Acquired);
        Assert.Equal(0, Held);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Under_any_interleaving_of_thousands_of_users_one_resource_is_open_while_it_has_users(int seed)
    {
        const int Users = 3_000;
        var resources = new ConcurrentQueue<Unreliable>();
        var (random, outcomes) = (new Random(seed), new ConcurrentQueue<(Exception? Thrown, bool Cancellable, bool BlockRan)>());
        var open = 0;
        var shared = AsyncContextManager.Shared(() =>
        {
            var resource = new Unreliable(random.Next(), () => Interlocked.Increment(ref open), () => Interlocked.Decrement(ref open));
            resources.Enqueue(resource);
            return resource;
        });

        await Task.WhenAll(Enumerable.Range(0, Users).Select(i => Task.Run(() => UserAsync(new Random((seed * Users) + i))))).OrTimeout();

        Assert.Equal(0, open);
        Assert.Equal(Users, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.True(outcome.Thrown switch
        {
            null => outcome.BlockRan,
            EnterException => !outcome.BlockRan,
            OperationCanceledException => outcome.Cancellable && !outcome.BlockRan,
            BlockException or ExitException => outcome.BlockRan,
            _ => false,
        }, $"{outcome}"));
        Assert.All(resources, resource => Assert.Equal(resource.IsEntered ? 1 : 0, resource.Exits));
        Assert.Contains(resources, resource => resource.IsEntered);
        Assert.Equal(resources.Count(resource => !resource.IsEntered), outcomes.Count(outcome => outcome.Thrown is EnterException));
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.ExitAsync(null).OrTimeout()); // nobody is left

        async Task UserAsync(Random random)
        {
            using var source = new CancellationTokenSource();
            var cancellable = random.Next(4) == 0;
            var blockRan = false;
            for (var turns = random.Next(20); turns > 0; turns--)
                await Task.Yield();

            var cancelling = cancellable ? Task.Run(source.Cancel) : Task.CompletedTask;
            var thrown = await Record.ExceptionAsync(async () => await shared.UseAsync(
                async resource =>
                {
                    blockRan = true;
                    Assert.True(resource.IsOpen);
                    for (var turns = random.Next(5); turns > 0; turns--)
                        await Task.Yield();
                    if (random.Next(8) == 0)
                        Assert.Same(resource, await shared.UseAsync(async again => again));
                    Assert.True(resource.IsOpen);
                    Assert.Equal(1, Volatile.Read(ref open));
                    if (random.Next(8) == 0)
                        throw new BlockException();
                },
                cancellable ? source.Token : default));
            await cancelling;
            outcomes.Enqueue((thrown, cancellable, blockRan));
        }
    }

    /// <summary>Fails now and then to enter or to exit, at once or later; never observes a token, so that what it does is known.</summary>
    private sealed class Unreliable(int seed, Func<int> opens, Func<int> closes) : IAsyncContextManager<Unreliable>
    {
        private readonly Random _random = new(seed);

        public bool IsEntered { get; private set; }

        public bool IsOpen { get; private set; }

        public int Exits { get; private set; }

        public async ValueTask<Unreliable> EnterAsync(CancellationToken cancellationToken = default)
        {
            await TurnsAsync();
            if (_random.Next(3) == 0)
                throw new EnterException();
            Assert.Equal(1, opens());
            IsEntered = IsOpen = true;
            return this;
        }

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            Exits++;
            Assert.True(IsOpen);
            IsOpen = false;
            await TurnsAsync();
            Assert.Equal(0, closes());
            await TurnsAsync();
            return _random.Next(3) == 0 ? throw new ExitException() : false;
        }

        private async Task TurnsAsync()
        {
            for (var turns = _random.Next(4); turns > 0; turns--)
                await Task.Yield();
        }
    }
}
