using System.Runtime.CompilerServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>A generator awaits whatever there is to await, and goes on as any async method does.</summary>
public sealed class GeneratorStateMachineBoxTests
{
    private static readonly AsyncLocal<string> _ambient = new();

    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task Ambient_state_comes_back_after_each_await(bool critical)
    {
        List<string?> seen = [];
        var continuations = new Queue<Action>();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            _ambient.Value = "generator";
            if (critical)
                await new Awaiter(continuations.Enqueue);
            else
                await new PlainAwaiter(continuations.Enqueue);
            seen.Add(_ambient.Value);
            await yield.Return(1);
            seen.Add(_ambient.Value);
            if (critical)
                await new Awaiter(continuations.Enqueue);
            else
                await new PlainAwaiter(continuations.Enqueue);
            seen.Add(_ambient.Value);
        });

        _ambient.Value = "caller";
        var use = manager.UseAsync(async _ => _ambient.Value = "block").AsTask();
        while (continuations.TryDequeue(out var continuation))
            continuation();
        await use.OrTimeout();

        Assert.Equal(["generator", "generator", "generator"], seen);
        Assert.Equal("caller", _ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task A_generator_that_suppresses_the_flow_of_ambient_state_works()
    {
        var ended = false;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            var flow = ExecutionContext.SuppressFlow();
            try { await yield.Return(1); }
            finally { ended = true; }
        });

        await manager.UseAsync(async resource => Assert.Equal(1, resource)).OrTimeout();

        Assert.True(ended);
    }

    [Theory, AllCombinations, Trait("Rule", "G4")]
    public async Task An_awaiter_that_cannot_call_back_fails_the_generator_whose_finally_blocks_run(
        bool afterYield, bool critical, bool resultThrows, bool swallows)
    {
        var failure = new ExitException();
        var blocks = 0;
        List<string> log = [];
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            try
            {
                if (afterYield)
                    await yield.Return(1);
                try
                {
                    if (critical)
                        await new Awaiter(_ => throw failure, ThrowOnResult);
                    else
                        await new PlainAwaiter(_ => throw failure, ThrowOnResult);
                }
                finally
                {
                    log.Add("inner");
                }

                if (!afterYield)
                    await yield.Return(1);
            }
            catch (Exception) when (swallows)
            {
                log.Add("caught");
            }
            finally
            {
                log.Add("outer");
            }
        });

        Assert.Same(failure, await Record.ExceptionAsync(() => manager.UseAsync(async () => { blocks++; }).OrTimeout()));
        Assert.Equal(afterYield ? 1 : 0, blocks);
        Assert.Equal(swallows && (resultThrows || !afterYield) ? ["inner", "caught", "outer"] : ["inner", "outer"], log);

        void ThrowOnResult()
        {
            if (resultThrows)
                throw new EnterException();
        }
    }

    [Fact, Trait("Rule", "G4")]
    public async Task An_awaiter_that_calls_back_and_fails_resumes_the_generator_once()
    {
        var failure = new ExitException();
        var steps = 0;
        var awaiterHasFailed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await yield.Return(1);
            await new Awaiter(continuation =>
            {
                continuation();
                throw failure;
            });
            steps++;
            await awaiterHasFailed.Task;
            steps++;
        });

        var statement = manager.UseAsync(async () => { }).AsTask();
        awaiterHasFailed.SetResult();
        var thrown = await Record.ExceptionAsync(() => statement.OrTimeout());

        Assert.Same(failure, thrown);
        Assert.Equal(2, steps);
    }

    [Fact, Trait("Rule", "G4")]
    public async Task An_awaiter_that_calls_back_when_the_generator_has_ended_is_ignored()
    {
        Action? callBack = null;
        var ends = 0;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await new Awaiter(continuation =>
            {
                callBack = continuation;
                ThreadPool.QueueUserWorkItem(_ => continuation());
            });
            await yield.Return(1);
            ends++;
        });

        await manager.UseAsync(async () => { }).OrTimeout();
        callBack!();

        Assert.Equal(1, ends);
    }

    [Fact, Trait("Rule", "U2")]
    public Task A_generator_resumes_where_an_awaited_task_completes() => SingleThreadedContext.RunAsync(async () =>
    {
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await Task.Run(() => { });
            SingleThreadedContext.AssertIsCurrent();
            await yield.Return(1);
            await Task.Run(() => { });
            SingleThreadedContext.AssertIsCurrent();
        });

        await manager.UseAsync(async () => SingleThreadedContext.AssertIsCurrent());
    });

    private readonly struct Awaiter(Action<Action> suspend, Action? getResult = null) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Awaiter GetAwaiter() => this;

        public void GetResult() => getResult?.Invoke();

        public void OnCompleted(Action continuation) => suspend(continuation);

        public void UnsafeOnCompleted(Action continuation) => suspend(continuation);
    }

    private readonly struct PlainAwaiter(Action<Action> suspend, Action? getResult = null) : INotifyCompletion
    {
        public bool IsCompleted => false;

        public PlainAwaiter GetAwaiter() => this;

        public void GetResult() => getResult?.Invoke();

        public void OnCompleted(Action continuation) => suspend(continuation);
    }
}
