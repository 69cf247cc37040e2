using System.Runtime.CompilerServices;
using AsyncWith.Diagnostics;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Diagnostics;

/// <summary>Being observed changes none of the rules, and costs little.</summary>
public sealed partial class ObservedUseOfTTests
{
    [Theory, AllCombinations, Trait("Rule", "U2")]
    public Task Block_and_exit_run_on_the_context_of_the_caller(Interleaving interleaving) => SingleThreadedContext.RunAsync(async () =>
    {
        using var subscription = _log.Start();
        await new DelegateManager<int>(
            async _ =>
            {
                await interleaving.RunAsync(() => 1).ConfigureAwait(false);
                return 1;
            },
            async _ =>
            {
                SingleThreadedContext.AssertIsCurrent();
                return await interleaving.RunAsync(() => false).ConfigureAwait(false);
            }).UseAsync(async _ =>
            {
                SingleThreadedContext.AssertIsCurrent();
                await Task.Yield();
            });
        SingleThreadedContext.AssertIsCurrent();
    });

    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task What_an_observer_sets_while_a_query_is_being_entered_does_not_reach_its_caller(bool ofTwo, bool firstSuspends, bool fails)
    {
        var current = new AsyncLocal<string?>();
        using var subscription = ContextDiagnostics.Subscribe(new Setting(current));
        var gate = new TaskCompletionSource<int>();
        var suspending = new DelegateManager<int>(_ => new ValueTask<int>(gate.Task), _ => default);
        var other = new DelegateManager<int>(_ => new ValueTask<int>(1), _ => default);
        var (first, second) = firstSuspends ? (suspending, other) : (other, suspending);
        var query = ofTwo ? first.SelectMany(_ => second, (a, b) => a + b) : suspending.Select(number => number);

        var entering = query.EnterAsync().AsTask();

        Assert.Null(current.Value);
        if (fails)
        {
            gate.SetException(new EnterException());
            await Assert.ThrowsAsync<EnterException>(() => entering.OrTimeout());
        }
        else
        {
            gate.SetResult(1);
            await entering.OrTimeout();
            await query.ExitAsync(null);
        }
    }

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public Task A_configured_manager_runs_without_the_context_of_the_caller(Interleaving interleaving, bool isNamed) =>
        SingleThreadedContext.RunAsync(async () =>
        {
            using var subscription = _log.Start();
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var manager = new DelegateManager<int>(
                async _ =>
                {
                    await gate.Task;
                    Assert.Null(SynchronizationContext.Current);
                    return await interleaving.RunAsync(() => 1);
                },
                async _ =>
                {
                    Assert.Null(SynchronizationContext.Current);
                    return await interleaving.RunAsync(() => false);
                });
            IAsyncContextManager<int> configured = manager.ConfigureAwait(false);
            if (isNamed)
                configured = configured.Named("named");

            var statement = configured.UseAsync(async _ => Assert.Null(SynchronizationContext.Current));
            gate.SetResult();
            await statement;

            Assert.Equal(isNamed ? "named" : "DelegateManager<Int32>", Single.Name);
            Assert.Equal(ContextOutcome.Completed, Single.Outcome);
            if (!isNamed)
                Assert.Same(manager, Single.Manager);
        });

    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task Ambient_state_that_the_observer_sets_reaches_enter_block_and_exit_and_not_the_caller(Interleaving interleaving, bool isFlat)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn && isFlat, RuntimeAsync.Reason);
        List<string?> seen = [];
        ValueTask<T> See<T>(T result) => interleaving.RunAsync(() =>
        {
            seen.Add(_log.Current?.Name);
            return result;
        });

        var manager = new DelegateManager<int>(_ => See(1), _ => See(false)).Named("it");
        using (_log.Start())
        {
            await UseAsync();
            Assert.Equal("", _log.Current?.Name);
        }

        Assert.Equal(["it", "it", "it"], seen);

        async Task UseAsync()
        {
            if (!isFlat)
            {
                await manager.UseAsync(async _ => await See(1));
                return;
            }

            await using var scope = await manager.BeginAsync();
            await See(1);
        }
    }

    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task Ambient_state_of_a_generator_reaches_the_block(bool suspends)
    {
        var local = new AsyncLocal<string>();
        using (_log.Start())
        {
            await AsyncContextManager.Create<int>(async yield =>
            {
                if (suspends)
                    await Task.Yield();
                local.Value = "generator";
                await yield.Return(1);
                Assert.Equal("generator", local.Value);
            }).UseAsync(async _ =>
            {
                Assert.Equal("generator", local.Value);
                local.Value = "block";
            });
        }

        Assert.Null(local.Value);
        Assert.Equal(ContextOutcome.Completed, Single.Outcome);
    }

    [Theory]
    [InlineData(Form.Statement, 1)]
    [InlineData(Form.StatementWithResult, 1)]
    [InlineData(Form.Stack, 2)]
    [InlineData(Form.ClosedStack, 1)]
    [InlineData(Form.Scope, 1)]
    [InlineData(Form.Bridge, 1)]
    [InlineData(Form.FirstOfQuery, 3)]
    public void With_an_observer_that_does_nothing_a_context_allocates_64_bytes_more_at_most(Form form, int contexts)
    {
        Assert.SkipWhen(
            Optimized.IsOff || RuntimeAsync.IsOn || ObservedRun.IsOn,
            "The compiler's state machines are other ones in this build, or there is another observer.");
        foreach (var suspends in new[] { false, true })
        {
            var manager = new ResumedManager(suspends);
            var alone = Bytes(() => Use(form, manager));
            using var subscription = ContextDiagnostics.Subscribe(new Nothing());

            var more = (Bytes(() => Use(form, manager)) - alone) / contexts;

            Assert.InRange(more, double.NegativeInfinity, form is Form.Statement or Form.StatementWithResult && !suspends ? 0.5 : 64.5);
        }
    }

    private static double Bytes(Action use)
    {
        const int Uses = 1_000;
        for (var warmUp = 0; warmUp < 3; warmUp++)
            use();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Uses; i++)
            use();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Uses;
    }

    private static void Use(Form form, ResumedManager manager)
    {
        var run = UseAsync(form, manager);
        manager.Resume();
        Assert.True(run.IsCompletedSuccessfully);
    }

    private static async Task UseAsync(Form form, IAsyncContextManager<int> manager)
    {
        switch (form)
        {
            case Form.Statement:
                await manager.UseAsync(static _ => default(ValueTask));
                break;
            case Form.StatementWithResult:
                Assert.Equal(1, await manager.UseAsync(static resource => new ValueTask<int>(resource)));
                break;
            case Form.Stack:
                await new AsyncExitStack().UseAsync(manager, static async (stack, manager) => await stack.EnterContextAsync(manager));
                break;
            case Form.ClosedStack:
                var stack = new AsyncExitStack();
                await stack.EnterContextAsync(manager);
                await stack.CloseAsync();
                break;
            case Form.Scope:
                await MethodAsync(manager);
                break;
            case Form.Bridge:
                var scope = await manager.BeginAsync();
                scope.Complete();
                await scope.DisposeAsync();
                break;
            case Form.FirstOfQuery:
                await (from a in manager from b in manager select a + b).UseAsync(static _ => default(ValueTask));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }

        static async Scoped MethodAsync(IAsyncContextManager<int> manager) => await Scope.Enter(manager);
    }

    /// <summary>A manager whose enter and exit suspend until the test resumes them, on its own thread.</summary>
    private sealed class ResumedManager(bool suspends) : IAsyncContextManager<int>, ICriticalNotifyCompletion
    {
        private Action? _continuation;

        public bool IsCompleted => !suspends;

        public async ValueTask<int> EnterAsync(CancellationToken cancellationToken = default)
        {
            await this;
            return 1;
        }

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            await this;
            return false;
        }

        public ResumedManager GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => _continuation = continuation;

        /// <summary>Resumes the enter, and then the exit.</summary>
        public void Resume()
        {
            while (Interlocked.Exchange(ref _continuation, null) is { } continuation)
                continuation();
        }
    }

    private sealed class Nothing : ContextObserver
    {
        public override object? Entering(object manager, string name) => null;

        public override void Entered(object? token)
        {
        }

        public override void Exiting(object? token, Exception? exception)
        {
        }

        public override void Ended(object? token, ContextOutcome outcome, Exception? exception)
        {
        }
    }

    private sealed class Setting(AsyncLocal<string?> current) : ContextObserver
    {
        public override object? Entering(object manager, string name) => current.Value = name;

        public override void Entered(object? token)
        {
        }

        public override void Exiting(object? token, Exception? exception)
        {
        }

        public override void Ended(object? token, ContextOutcome outcome, Exception? exception)
        {
        }
    }
}
