using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>The tasks of scoped methods, and the kinds of methods that can be scoped.</summary>
public sealed class ScopedTests
{
    private readonly Holdings _holdings = new();

    [Fact]
    public async Task The_default_value_is_a_completed_task()
    {
        await default(Scoped);
        await default(Scoped).ConfigureAwait(false);
        await default(Scoped).AsTask();
        Assert.Equal(0, await default(Scoped<int>));
        Assert.Null(await default(Scoped<string>).ConfigureAwait(false));
        Assert.Equal(0, await default(Scoped<int>).AsTask());
    }

    [Theory, AllCombinations]
    public async Task AsTask_works_with_the_methods_of_Task(Interleaving how)
    {
        var everybody = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        async Scoped<int> Method(int number)
        {
            await Scope.Enter(_holdings.Manager(how));
            await everybody.Task;
            return number;
        }

        async Scoped WithoutResult() => await Method(0);

        var results = Task.WhenAll(Enumerable.Range(0, 100).Select(number => Method(number).AsTask()));
        var plain = Task.WhenAll(Enumerable.Range(0, 100).Select(_ => WithoutResult().AsTask()));
        everybody.SetResult();

        Assert.Equal(Enumerable.Range(0, 100), await results.OrTimeout());
        await plain.OrTimeout();
        Assert.Equal(200, _holdings.Acquired);
        Assert.Equal(0, _holdings.Held);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_method_runs_once_however_often_it_is_awaited(bool suspends)
    {
        var runs = 0;

        async Scoped<int> Method()
        {
            await Scope.Enter(_holdings.Manager());
            if (suspends)
                await Task.Yield();
            return ++runs;
        }

        async Scoped WithoutResult() => await Method();

        var (method, withoutResult) = (Method(), WithoutResult());
        for (var i = 0; i < 3; i++)
        {
            Assert.InRange(await method, 1, 2);
            await withoutResult;
        }

        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_method_runs_up_to_its_first_suspension_at_once_whether_or_not_it_is_awaited()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        async Scoped Method()
        {
            await Scope.Defer(async () => ended.SetResult());
            await Scope.Enter(_holdings.Manager(Interleaving.Synchronous));
            await gate.Task;
        }

        _ = Method();
        Assert.Equal(1, _holdings.Held);
        gate.SetResult();
        await ended.Task.OrTimeout();

        Assert.Equal(0, _holdings.Held);
    }

    [Fact]
    public async Task Local_functions_lambdas_and_all_kinds_of_methods_can_be_scoped()
    {
        async Scoped<int> Local() => await Scope.Enter(_holdings.Manager());
        static async Scoped<int> StaticLocal(Holdings holdings) => await Scope.Enter(holdings.Manager());
        var lambda = async Scoped<int> () => await Scope.Enter(_holdings.Manager());
        Func<Scoped> withoutResult = async () => await Scope.Enter(_holdings.Manager());
        IScopedMethods methods = new ScopedMethods();

        int[] results =
        [
            await Local(),
            await StaticLocal(_holdings),
            await lambda(),
            await Instance(),
            await Static(_holdings),
            await Generic(_holdings.Manager()),
            await methods.ViaInterface(_holdings),
            await new ScopedMethods() { Number = 3 }.StructMethod(_holdings),
        ];
        await withoutResult();

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8 + 3], results);
        Assert.Equal(9, _holdings.Acquired);
        Assert.Equal(0, _holdings.Held);
    }

    [Theory, AllCombinations]
    public async Task A_method_may_await_what_is_resumed_without_UnsafeOnCompleted(Interleaving how, bool resumesInline, bool throws)
    {
        var failure = throws ? new BlockException() : null;
        var (seen, ambient, held) = (new List<Exception?>(), new AsyncLocal<string?>(), new List<int>());

        async Scoped<int> Method()
        {
            ambient.Value = "method";
            await new Plain(resumesInline, null);
            await Scope.OnExit(Exits.Seeing(seen, how));
            await Scope.Enter(_holdings.Manager(how));
            Assert.Equal(1, await new Plain(resumesInline, null));
            held.Add(_holdings.Held);
            await Scope.Enter(_holdings.Manager(how));
            held.Add(_holdings.Held);
            Assert.Equal("method", ambient.Value);
            return await new Plain(resumesInline, failure);
        }

        Assert.Same(failure, await Record.ExceptionAsync(async () => Assert.Equal(1, await Method().AsTask().OrTimeout())));
        Assert.Equal([failure], seen);
        Assert.Equal([1, 2], held);
        Assert.Equal((2, 0), (_holdings.Acquired, _holdings.Held));
    }

    [Theory, AllCombinations]
    public async Task A_method_without_result_may_await_what_is_resumed_without_UnsafeOnCompleted(Interleaving how, bool resumesInline, bool throws)
    {
        var failure = throws ? new BlockException() : null;
        var held = new List<int>();

        async Scoped Method()
        {
            await new Plain(resumesInline, null);
            await Scope.Enter(_holdings.Manager(how));
            await new Plain(resumesInline, null);
            await Scope.Enter(_holdings.Manager(how));
            held.Add(_holdings.Held);
            await new Plain(resumesInline, failure);
        }

        Assert.Same(failure, await Record.ExceptionAsync(() => Method().AsTask().OrTimeout()));

        Assert.Equal([2], held);
        Assert.Equal((2, 0), (_holdings.Acquired, _holdings.Held));
    }

    [Theory, AllCombinations]
    public async Task A_method_may_call_itself_a_thousand_deep(Interleaving how)
    {
        var deepest = 0;

        async Scoped<int> Method(int depth)
        {
            await Scope.Enter(_holdings.Manager(how));
            deepest = Math.Max(deepest, _holdings.Held);
            return depth == 1 ? 1 : 1 + await Method(depth - 1);
        }

        Assert.Equal(1_000, await Method(1_000).AsTask().OrTimeout());
        Assert.Equal(1_000, deepest);
        Assert.Equal(0, _holdings.Held);
    }

    [Theory, AllCombinations]
    public async Task Ten_thousand_at_once_keep_apart(Interleaving how, bool fails)
    {
        const int Count = 10_000;
        var entered = 0;
        var everybody = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        async Scoped<int> Method(int number)
        {
            var (seen, expected) = (new List<Exception?>(), fails ? new BlockException() : null);
            await Scope.OnExit(async _ => seen.SequenceEqual([expected]));
            await Scope.OnExit(Exits.Seeing(seen, how));
            await Scope.Enter(_holdings.Manager(how));
            if (Interlocked.Increment(ref entered) == Count)
                everybody.SetResult();
            await everybody.Task;
            return expected is null ? number : throw expected;
        }

        async Task<int> CallerAsync(int number)
        {
            try
            {
                return await Method(number);
            }
            catch (InvalidOperationException noResult) when (noResult.InnerException is BlockException)
            {
                return -number;
            }
        }

        var results = await Task.WhenAll(Enumerable.Range(0, Count).Select(number => Task.Run(() => CallerAsync(number)))).OrTimeout();

        Assert.Equal(Enumerable.Range(0, Count).Select(number => fails ? -number : number), results);
        Assert.Equal(0, _holdings.Held);
    }

    [Fact]
    public void A_method_that_enters_nothing_and_completes_synchronously_allocates_nothing()
    {
        static async Scoped Method() => await Task.CompletedTask;
        static async Scoped<int> WithResult(int number) => await new ValueTask<int>(number);

        static long Run()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                Method().GetAwaiter().GetResult();
                if (WithResult(i).GetAwaiter().GetResult() != i)
                    throw new InvalidOperationException("The result is wrong.");
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        var debug = typeof(ScopedTests).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;
        Assert.SkipWhen(debug, "State machines are classes in Debug.");
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Run()));
    }

    private async Scoped<int> Instance() => await Scope.Enter(_holdings.Manager());

    private static async Scoped<int> Static(Holdings holdings) => await Scope.Enter(holdings.Manager());

    private static async Scoped<T> Generic<T>(IAsyncContextManager<T> manager) => await Scope.Enter(manager);

    /// <summary>An awaitable of which the awaiter has only <see cref="INotifyCompletion.OnCompleted"/>.</summary>
    private sealed class Plain(bool resumesInline, Exception? failure) : INotifyCompletion
    {
        public bool IsCompleted => false;

        public Plain GetAwaiter() => this;

        public int GetResult() => failure is null ? 1 : throw failure;

        public void OnCompleted(Action continuation)
        {
            if (resumesInline)
                continuation();
            else
                ThreadPool.QueueUserWorkItem(_ => continuation());
        }
    }

    private interface IScopedMethods
    {
        Scoped<int> ViaInterface(Holdings holdings);
    }

    private struct ScopedMethods : IScopedMethods
    {
        public int Number { get; init; }

        public readonly async Scoped<int> ViaInterface(Holdings holdings) => await Scope.Enter(holdings.Manager());

        public readonly async Scoped<int> StructMethod(Holdings holdings) => Number + await Scope.Enter(holdings.Manager());
    }
}
