using System.Runtime.CompilerServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>Resuming a scoped method after a step that completed synchronously: in a loop, on the same thread.</summary>
public sealed class ScopeFrameTests
{
    private readonly Holdings _holdings = new();

    [Theory, AllCombinations]
    public async Task A_hundred_thousand_synchronous_steps_in_one_method_do_not_grow_the_stack(bool suspendsFirst, bool suspendsLast)
    {
        const int Steps = 100_000;
        var (exits, thrown) = (0, 0);
        var (manager, failing) = (
            _holdings.Manager(Interleaving.NotAsync), new RecordingManager(Interleaving.NotAsync) { EnterThrows = new EnterException() });

        async Scoped<int> Method()
        {
            if (suspendsFirst)
                await Task.Yield();
            for (var i = 0; i < Steps; i++)
            {
                await Scope.Enter(manager);
                await Scope.Defer(() =>
                {
                    exits++;
                    return default;
                });
                if (i % 1_000 != 0)
                    continue;
                try
                {
                    await Scope.Enter(failing);
                }
                catch (EnterException)
                {
                    thrown++;
                }
            }

            if (suspendsLast)
                await Task.Yield();
            return _holdings.Held;
        }

        Assert.Equal(Steps, await Method().AsTask().OrTimeout());
        Assert.Equal(Steps, exits);
        Assert.Equal(Steps / 1_000, thrown);
        Assert.Equal(0, _holdings.Held);
    }

    [Fact]
    public async Task Synchronous_steps_never_leave_the_thread()
    {
        var threads = new List<int>();

        async Scoped<int> Method()
        {
            for (var i = 0; i < 100; i++)
            {
                threads.Add(Environment.CurrentManagedThreadId);
                await Scope.Enter(_holdings.Manager(Interleaving.Synchronous));
                await Scope.OnExit(async _ =>
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                    return false;
                });
                await Scope.Defer(async () => threads.Add(Environment.CurrentManagedThreadId));
            }

            return Environment.CurrentManagedThreadId;
        }

        var caller = Environment.CurrentManagedThreadId;
        var method = Method().AsTask();

        Assert.True(method.IsCompletedSuccessfully);
        Assert.Equal(caller, await method);
        Assert.Equal(300, threads.Count);
        Assert.All(threads, thread => Assert.Equal(caller, thread));
        Assert.Equal(0, _holdings.Held);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Synchronous_and_suspended_steps_may_be_mixed(int seed)
    {
        var (random, order, exits) = (new Random(seed), new List<int>(), new List<int>());

        async Scoped Method()
        {
            for (var i = 0; i < 10_000; i++)
            {
                var (number, how) = (i, (Interleaving)random.Next(4));
                switch (random.Next(4))
                {
                    case 0:
                        await how.RunAsync(() => { });
                        break;
                    case 1:
                        await Scope.Defer(() => how.RunAsync(() => exits.Add(number)));
                        order.Add(number);
                        break;
                    default:
                        await Scope.Enter(new DelegateManager<int>(_ => how.RunAsync(() => number), _ => how.RunAsync(() =>
                        {
                            exits.Add(number);
                            return false;
                        })));
                        order.Add(number);
                        break;
                }
            }
        }

        await Method().AsTask().OrTimeout();

        order.Reverse();
        Assert.Equal(order, exits);
    }

    [Fact]
    public async Task A_method_resumed_on_another_thread_does_not_meet_the_loop_that_it_left()
    {
        // The other thread takes over while this one is still on its way out of the loop, and begins one of its own.
        using SpinningThread first = new(), second = new();
        var manager = _holdings.Manager(Interleaving.Synchronous);

        async Scoped<int> Method(int rounds)
        {
            var sum = 0;
            for (var i = 0; i < rounds; i++)
            {
                sum += await Scope.Enter(manager) > 0 ? 1 : 0;
                await first;
                sum += await Scope.Enter(manager) > 0 ? 1 : 0;
                await Scope.Defer(() => default);
                await second;
            }

            return sum;
        }

        for (var part = 0; part < 20; part++) // each within the limit, where a change of threads takes as long as other programs let it
            Assert.Equal(400, await Method(200).AsTask().OrTimeout());
        for (var round = 0; round < 500; round++)
            Assert.Equal(6, await Method(3).AsTask().OrTimeout());
        Assert.Equal(0, _holdings.Held);
    }

    [Fact]
    public async Task Enters_that_complete_while_they_are_awaited_lose_nothing()
    {
        using var elsewhere = new SpinningThread();
        var manager = new DelegateManager<int>(
            async _ =>
            {
                await elsewhere;
                return _holdings.Acquire();
            },
            async _ =>
            {
                await elsewhere;
                _holdings.Release();
                return false;
            });

        async Scoped<int> Method()
        {
            for (var i = 0; i < 5; i++)
            {
                await Scope.Enter(manager);
                await Scope.Enter(_holdings.Manager(Interleaving.Synchronous));
            }

            return _holdings.Held;
        }

        for (var round = 0; round < 500; round++)
            Assert.Equal(10, await Method().AsTask().OrTimeout());
        Assert.Equal(0, _holdings.Held);
        Assert.Equal(5_000, _holdings.Acquired);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_awaiter_that_resumes_the_method_at_once_changes_nothing(bool critical)
    {
        var manager = _holdings.Manager(Interleaving.Synchronous);

        async Scoped<int> Method()
        {
            for (var i = 0; i < 500; i++)
            {
                await Scope.Enter(manager);
                await Scope.Defer(() => default);
                if (critical)
                    await new ResumesAtOnce();
                else
                    await new ResumesAtOnceUncritically();
                await Scope.Enter(manager);
            }

            return _holdings.Held;
        }

        Assert.Equal(1_000, await Method().AsTask().OrTimeout());
        Assert.Equal(0, _holdings.Held);
    }

    [Fact]
    public async Task The_exits_of_a_method_may_complete_on_other_threads()
    {
        using var elsewhere = new SpinningThread();

        async Scoped<int> Method(Exception? failure)
        {
            for (var i = 0; i < 3; i++)
            {
                await Scope.OnExit(async exception =>
                {
                    await elsewhere;
                    return !ReferenceEquals(exception, failure);
                });
            }

            return failure is null ? 5 : throw failure;
        }

        for (var round = 0; round < 500; round++)
        {
            var failure = round % 2 == 0 ? null : new BlockException();
            var method = Method(failure).AsTask();
            Assert.Same(failure, await Record.ExceptionAsync(() => method.OrTimeout()));
        }
    }

    private sealed class ResumesAtOnceUncritically : INotifyCompletion
    {
        public bool IsCompleted => false;

        public ResumesAtOnceUncritically GetAwaiter() => this;

        public void OnCompleted(Action continuation) => continuation();

        public void GetResult()
        {
            // there is nothing to give
        }
    }

    private sealed class ResumesAtOnce : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public ResumesAtOnce GetAwaiter() => this;

        public void OnCompleted(Action continuation) => continuation();

        public void UnsafeOnCompleted(Action continuation) => continuation();

        public void GetResult()
        {
            // there is nothing to give
        }
    }
}
