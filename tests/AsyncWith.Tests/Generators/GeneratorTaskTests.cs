using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>What a generator returns makes no difference: it may be an async lambda, or a method with either return type.</summary>
public sealed class GeneratorTaskTests
{
    public enum Form
    {
        Lambda,
        LambdaWithToken,
        Method,
        MethodWithToken,
        TaskMethod,
        TaskMethodWithToken,
        TaskThatAwaitsAnother,
    }

    public enum After
    {
        Propagates,
        Suppresses,
        Replaces,
    }

    [Theory, AllCombinations, Trait("Rule", "G3")]
    public async Task Every_form_enters_binds_and_exits(Form form, Interleaving before, Interleaving after, After what, bool fails)
    {
        var failure = new BlockException();
        var replacement = new ExitException();
        List<string> log = [];
        var manager = form switch
        {
            Form.Lambda => AsyncContextManager.Create<string>(async yield => await TaskMethod(yield, default)),
            Form.LambdaWithToken => AsyncContextManager.Create<string>(async (yield, token) =>
            {
                await before.RunAsync(() => log.Add("enter"));
                try { await yield.Return("resource"); }
                catch (BlockException) { await CatchAsync(); }
                await after.RunAsync(() => log.Add("exit"));
            }),
            Form.Method => AsyncContextManager.Create<string>(MethodWithoutToken),
            Form.MethodWithToken => AsyncContextManager.Create<string>(Method),
            Form.TaskMethod => AsyncContextManager.Create<string>(TaskMethodWithoutToken),
            Form.TaskMethodWithToken => AsyncContextManager.Create<string>(TaskMethod),
            _ =>
                AsyncContextManager.Create<string>(yield => TaskMethodWithoutToken(yield).ContinueWith(task => task, TaskScheduler.Default).Unwrap()),
        };

        var thrown = await Record.ExceptionAsync(() => manager.UseAsync(async resource =>
        {
            log.Add(resource);
            await Task.Yield();
            if (fails)
                throw failure;
        }).OrTimeout());

        Assert.Equal(fails && what != After.Suppresses ? ["enter", "resource"] : ["enter", "resource", "exit"], log);
        Assert.Same(!fails || what == After.Suppresses ? null : what == After.Propagates ? failure : replacement, thrown);

        async Task CatchAsync()
        {
            await Task.Yield();
            if (what == After.Propagates)
                throw failure;
            if (what == After.Replaces)
                throw replacement;
        }

        async GeneratorTask Method(Yield<string> yield, CancellationToken cancellationToken)
        {
            await before.RunAsync(() => log.Add("enter"));
            try { await yield.Return("resource"); }
            catch (BlockException) { await CatchAsync(); }
            await after.RunAsync(() => log.Add("exit"));
        }

        GeneratorTask MethodWithoutToken(Yield<string> yield) => Method(yield, CancellationToken.None);

        async Task TaskMethod(Yield<string> yield, CancellationToken cancellationToken)
        {
            await before.RunAsync(() => log.Add("enter"));
            try { await yield.Return("resource"); }
            catch (BlockException) { await CatchAsync(); }
            await after.RunAsync(() => log.Add("exit"));
        }

        Task TaskMethodWithoutToken(Yield<string> yield) => TaskMethod(yield, CancellationToken.None);
    }

    [Fact, Trait("Rule", "G2")]
    public async Task The_task_of_the_generator_of_another_manager_is_misuse()
    {
        GeneratorTask run = default;
        var first = AsyncContextManager.Create<int>(yield => run = GeneratorAsync(yield));
        var second = AsyncContextManager.Create<int>(_ => run);

        await first.UseAsync(async _ =>
        {
            var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => second.EnterAsync().OrTimeout());
            Assert.Equal(GeneratorErrors.TaskOfAnotherManager, thrown.Message);
        });

        async GeneratorTask GeneratorAsync(Yield<int> yield)
        {
            await Task.Yield();
            await yield.Return(1);
        }
    }

    [Fact, Trait("Rule", "G2")]
    public async Task The_default_value_is_a_generator_that_ended_without_yielding()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(
            () => AsyncContextManager.Create<int>(_ => default(GeneratorTask)).EnterAsync().OrTimeout());

        Assert.Equal(GeneratorErrors.DidNotYield, thrown.Message);
    }

    [Theory, AllCombinations]
    public async Task A_manager_whose_generator_failed_without_suspending_is_described_by_its_resource(bool isAsync)
    {
        var failure = new EnterException();
        var manager = isAsync ? AsyncContextManager.Create<int>(FailAsync) : AsyncContextManager.Create<int>(Task (_) => throw failure);
        Assert.DoesNotContain("Int32", manager.ToString(), StringComparison.Ordinal); // but by the name of the method

        Assert.Same(failure, await Record.ExceptionAsync(() => manager.EnterAsync().OrTimeout()));

        Assert.Equal("Int32 (generator), used", manager.ToString());

        async GeneratorTask FailAsync(Yield<int> yield)
        {
            if (failure is not null)
                throw failure;
            await yield.Return(1);
        }
    }

    [Theory, AllCombinations]
    public async Task Who_observes_a_generator_that_has_ended_is_told_at_once(Interleaving how, bool isTask, bool fails)
    {
        var failure = fails ? new BlockException() : null;
        var observer = new Observer();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var generator = isTask ? new GeneratorTask(TaskAsync()) : BoxAsync();
        await ended.Task.OrTimeout();
        Assert.True(SpinWait.SpinUntil(() => generator.IsCompleted(out _), TaskTimeoutExtensions.Limit));

        Assert.True(generator.TryObserve(observer));

        Assert.Same(failure, await observer.Told.OrTimeout());

        async GeneratorTask BoxAsync() => await TaskAsync();

        async Task TaskAsync()
        {
            await how.RunAsync(ended.SetResult);
            if (failure is not null)
                throw failure;
        }
    }

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public Task Who_observes_a_generator_is_told_on_the_thread_where_it_ends(bool isTask) => SingleThreadedContext.RunAsync(async () =>
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var observer = new Observer();
        var generator = isTask ? new GeneratorTask(TaskAsync()) : BoxAsync();

        Assert.True(generator.TryObserve(observer));
        gate.SetResult();

        Assert.Null(await observer.Told.OrTimeout());
        Assert.Null(observer.Context);

        async GeneratorTask BoxAsync() => await gate.Task.ConfigureAwait(false);

        async Task TaskAsync() => await gate.Task.ConfigureAwait(false);
    });

    private sealed class Observer : IGeneratorObserver
    {
        private readonly TaskCompletionSource<Exception?> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Exception?> Told => _told.Task;

        public SynchronizationContext? Context { get; private set; }

        public void OnCompleted(Exception? exception)
        {
            Context = SynchronizationContext.Current;
            _told.SetResult(exception);
        }
    }
}
