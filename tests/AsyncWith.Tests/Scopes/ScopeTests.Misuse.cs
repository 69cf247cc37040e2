using System.Runtime.CompilerServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>Steps outside a scoped method throw from their await, and enter and register nothing.</summary>
public sealed partial class ScopeTests
{
    /// <summary>Where a step is awaited wrongly.</summary>
    public enum Place
    {
        /// <summary>An <c>async Task</c> method.</summary>
        Task,

        /// <summary>An <c>async Task</c> method with a result.</summary>
        TaskWithResult,

        /// <summary>An <c>async ValueTask</c> method.</summary>
        ValueTask,

        /// <summary>An <c>async ValueTask</c> method with a pooling builder.</summary>
        PoolingValueTask,

        /// <summary>A lambda.</summary>
        Lambda,

        /// <summary>A method that returns nothing, on a context that can tell when it ends.</summary>
        Void,

        /// <summary>An asynchronous iterator.</summary>
        Iterator,

        /// <summary>A generator of a manager.</summary>
        Generator,

        /// <summary>A lambda inside a scoped method, which is not that method.</summary>
        LambdaInScopedMethod,

        /// <summary>No await at all.</summary>
        GetResult,
    }

    /// <summary>The kinds of steps.</summary>
    public enum Step
    {
        /// <summary><c>Scope.Enter</c>.</summary>
        Enter,

        /// <summary><c>Scope.Defer</c>.</summary>
        Defer,

        /// <summary><c>Scope.OnExit</c>.</summary>
        OnExit,
    }

    [Theory, AllCombinations]
    public async Task A_step_outside_a_scoped_method_is_reported_and_does_nothing(Place place, Step step)
    {
        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(place, step).OrTimeout());

        Assert.Contains("Scoped", misuse.Message, StringComparison.Ordinal);
        Assert.Equal("", _log.Calls);
    }

    [Fact]
    public Task Misuse_is_reported_on_the_context_of_the_await() => SingleThreadedContext.RunAsync(async () =>
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Scope.Enter(_log));
        SingleThreadedContext.AssertIsCurrent();
    });

    [Fact]
    public async Task A_hundred_thousand_of_them_in_a_loop_do_not_overflow()
    {
        var reported = 0;
        var step = Scope.Enter(_log);
        for (var i = 0; i < 100_000; i++)
        {
            try
            {
                await step;
            }
            catch (InvalidOperationException)
            {
                reported++;
            }
        }

        Assert.Equal(100_000, reported);
        Assert.Equal("", _log.Calls);
    }

    private async Task RunAsync(Place place, Step step)
    {
        switch (place)
        {
            case Place.Task:
                await AwaitAsync(step);
                break;
            case Place.TaskWithResult:
                async Task<int> WithResult()
                {
                    await AwaitAsync(step);
                    return await Scope.Enter(AsyncContextManager.FromValue(1));
                }

                await WithResult();
                break;
            case Place.ValueTask:
                async ValueTask<string> InValueTask() => step == Step.Enter ? await Scope.Enter(_log) : await Nothing(step);
                await InValueTask();
                break;
            case Place.PoolingValueTask:
                await PoolingAsync(step);
                break;
            case Place.Lambda:
                await ((Func<Task>)(async () => await AwaitAsync(step)))();
                break;
            case Place.Void:
                await VoidAsync(step);
                break;
            case Place.Iterator:
                await foreach (var _ in IterateAsync(step))
                    Assert.Fail("The iterator went on.");
                break;
            case Place.Generator:
                await AsyncContextManager.Create<int>(async yield =>
                {
                    await AwaitAsync(step);
                    await yield.Return(1);
                }).UseAsync(async _ => _log.Note("block"));
                break;
            case Place.LambdaInScopedMethod:
                async Scoped Method()
                {
                    var lambda = async () => await AwaitAsync(step);
                    await lambda();
                }

                await Method();
                break;
            case Place.GetResult:
                GetResult(step);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(place));
        }
    }

    private async Task AwaitAsync(Step step)
    {
        switch (step)
        {
            case Step.Enter:
                await Scope.Enter(_log);
                break;
            case Step.Defer:
                await Scope.Defer(async () => _log.Note("deferred"));
                break;
            case Step.OnExit:
                await Scope.OnExit(_log);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    private async ValueTask<string> Nothing(Step step)
    {
        await AwaitAsync(step);
        return "";
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PoolingAsync(Step step)
    {
        if (step == Step.Enter)
            await Scope.Enter(_log);
        else if (step == Step.Defer)
            await Scope.Defer(async () => _log.Note("deferred"));
        else
            await Scope.OnExit(_log);
    }

    private async IAsyncEnumerable<int> IterateAsync(Step step)
    {
        if (step == Step.Enter)
            await Scope.Enter(_log);
        else if (step == Step.Defer)
            await Scope.Defer(async () => _log.Note("deferred"));
        else
            await Scope.OnExit(_log);
        yield return 1;
    }

    private void GetResult(Step step)
    {
        if (step == Step.Enter)
            Scope.Enter(_log).GetAwaiter().GetResult();
        else if (step == Step.Defer)
            Scope.Defer(async () => _log.Note("deferred")).GetAwaiter().GetResult();
        else
            Scope.OnExit(_log).GetAwaiter().GetResult();
    }

    private Task VoidAsync(Step step)
    {
        var context = new ThrownContext();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            Start();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        return context.Ended;

        async void Start()
        {
            if (step == Step.Enter)
                await Scope.Enter(_log);
            else if (step == Step.Defer)
                await Scope.Defer(async () => _log.Note("deferred"));
            else
                await Scope.OnExit(_log);
        }
    }

    /// <summary>Runs what is posted on the thread pool, and passes on what an <c>async void</c> method throws.</summary>
    private sealed class ThrownContext : SynchronizationContext
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ =>
        {
            SetSynchronizationContext(this);
            try
            {
                d(state);
            }
            catch (Exception exception)
            {
                _ended.SetException(exception);
            }
        });
    }
}
