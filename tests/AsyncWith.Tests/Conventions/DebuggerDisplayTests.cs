using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using AsyncWith.Internal;
using AsyncWith.Tests.Managers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Conventions;

/// <summary>
/// A debugger shows the state of what is public. To show it takes no lock, which a stopped thread may hold, and calls no code of others.
/// </summary>
public sealed class DebuggerDisplayTests
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void Every_public_type_with_state_shows_it()
    {
        var stateful = typeof(AsyncContextManager).Assembly.GetExportedTypes()
            .Where(type => !type.IsEnum && !type.IsSubclassOf(typeof(Exception)) && !type.IsSubclassOf(typeof(Delegate)))
            .Where(type => type.GetFields(Fields).Length > 0)
            .Where(type => type.GetCustomAttribute<EditorBrowsableAttribute>()?.State != EditorBrowsableState.Never) // what only the compiler names
            .ToArray();

        Assert.Contains(typeof(AsyncExitStack), stateful);
        Assert.Equal([], stateful.Where(type => !type.IsDefined(typeof(DebuggerDisplayAttribute), inherit: true)).Select(type => type.Name));
    }

    [Fact]
    public async Task A_generator_based_manager_shows_where_it_is()
    {
        var (entered, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        AsyncContextManager<int>? manager = null;
        List<string> shown = [];
        manager = AsyncContextManager.Create<int>(async yield =>
        {
            Show();
            await entered.Task;
            Assert.Equal(DebuggerText.Of(manager!), DebuggerText.Of(yield));
            var awaitable = yield.Return(1);
            Assert.Equal(DebuggerText.Of(manager!), DebuggerText.Of(awaitable));
            await awaitable;
            Show();
            await goOn.Task;
        });

        Show();
        var entering = manager.EnterAsync();
        Show();
        entered.SetResult();
        await entering;
        Show();
        var exiting = manager.ExitAsync(null);
        Show();
        goOn.SetResult();
        await exiting;
        Show();

        string[] states = ["not entered", "entering", "entering", "entered", "exiting", "exiting", "exited"];
        Assert.Equal(states, shown);

        void Show() => shown.Add(DebuggerText.Of(manager!));
    }

    [Fact]
    public async Task A_generator_based_manager_whose_enter_failed_shows_that()
    {
        var manager = AsyncContextManager.Create<int>(async _ => throw new EnterException());

        await Assert.ThrowsAsync<EnterException>(async () => await manager.EnterAsync());

        Assert.Equal("failed to enter", DebuggerText.Of(manager));
    }

    [Fact]
    public async Task An_exit_stack_shows_how_many_exits_it_has()
    {
        var stack = new AsyncExitStack();
        Assert.Equal("AsyncExitStack, 0 exits", DebuggerText.Of(stack));
        stack.PushCallback(() => default);
        Assert.Equal("AsyncExitStack, 1 exit", DebuggerText.Of(stack));
        stack.PushExit(_ => new(false));
        stack.PushDisposable(new CancellationTokenSource());
        Assert.Equal("AsyncExitStack, 3 exits", DebuggerText.Of(stack));

        await stack.CloseAsync();

        Assert.Equal("AsyncExitStack, 0 exits", DebuggerText.Of(stack));
    }

    [Fact]
    public async Task A_flat_scope_shows_whether_it_is_entered()
    {
        var scope = await new Unprintable().BeginAsync();
        Assert.Equal("entered", DebuggerText.Of(scope));
        scope.Complete();
        Assert.Equal("completed", DebuggerText.Of(scope));

        await scope.DisposeAsync();

        Assert.Equal("exited", DebuggerText.Of(scope));
    }

    [Fact]
    public async Task A_deadline_shows_when_it_expires()
    {
        var time = new ManualTimeProvider();
        await Deadline.After(TimeSpan.FromMinutes(5)).UseAsync(async deadline =>
        {
            Assert.StartsWith("expires in 00:0", DebuggerText.Of(deadline), StringComparison.Ordinal);
            deadline.Reschedule(Timeout.InfiniteTimeSpan);
            Assert.Equal("no limit", DebuggerText.Of(deadline));
        });
        Deadline? ended = null;
        await Deadline.After(TimeSpan.FromSeconds(5), time).UseAsync(async deadline =>
        {
            ended = deadline;
            Assert.Equal("expires after 00:00:05", DebuggerText.Of(deadline)); // the clock is code of others
            time.Advance(TimeSpan.FromSeconds(6));
            Assert.Equal("expired", DebuggerText.Of(deadline));
        });
        Assert.Equal("expired", DebuggerText.Of(ended!));
        await Deadline.After(TimeSpan.FromSeconds(5), time).UseAsync(async deadline => ended = deadline);
        Assert.Equal("ended", DebuggerText.Of(ended!));
    }

    [Fact]
    public async Task A_task_group_shows_its_children()
    {
        var goOn = new TaskCompletionSource();
        TaskGroup? ended = null;
        await TaskGroup.CreateBounded(1).UseAsync(async group =>
        {
            ended = group;
            Assert.Equal("0 children", DebuggerText.Of(group));
            var first = group.Run(_ => goOn.Task);
            Assert.Equal("1 child", DebuggerText.Of(group));
            _ = group.Run(_ => Task.CompletedTask);
            Assert.Equal("2 children, 1 of them waiting", DebuggerText.Of(group));
            goOn.SetResult();
            await first;
        });

        Assert.Equal("ended", DebuggerText.Of(ended!));
    }

    [Fact]
    public async Task What_was_suppressed_is_shown()
    {
        Suppressed<BlockException>? kept = null;
        await AsyncContextManager.Suppress<BlockException>().UseAsync(async suppressed =>
        {
            kept = suppressed;
            Assert.Equal("nothing suppressed", DebuggerText.Of(suppressed));
            throw new BlockException();
        });

        Assert.Equal("suppressed BlockException", DebuggerText.Of(kept!));
    }

    [Fact]
    public async Task A_scoped_method_shows_whether_it_has_ended()
    {
        var goOn = new TaskCompletionSource();
        Exception[] endings = [new BlockException(), new OperationCanceledException()];
        Assert.Equal(("completed", "completed"), (DebuggerText.Of(default(Scoped)), DebuggerText.Of(default(Scoped<int>))));
        var (running, withResult) = (Method(null), WithResult(null));
        Assert.Equal(("running", "running"), (DebuggerText.Of(running), DebuggerText.Of(withResult)));
        var (failed, canceled) = (Method(endings[0]), WithResult(endings[1]));

        goOn.SetResult();
        await running;
        await withResult;
        await Record.ExceptionAsync(failed.AsTask);
        await Record.ExceptionAsync(canceled.AsTask);

        Assert.Equal(("completed", "completed"), (DebuggerText.Of(running), DebuggerText.Of(withResult)));
        Assert.Equal(("failed", "canceled"), (DebuggerText.Of(failed), DebuggerText.Of(canceled)));

        async Scoped Method(Exception? exception)
        {
            await goOn.Task;
            if (exception is not null)
                throw exception;
        }

        async Scoped<int> WithResult(Exception? exception)
        {
            await goOn.Task;
            return exception is null ? 1 : throw exception;
        }
    }

    [Fact]
    public async Task A_generator_shows_whether_it_has_ended()
    {
        TaskCompletionSource complete = new(), fail = new(); // a task resumes one method inline
        Assert.Equal("completed", DebuggerText.Of(default(GeneratorTask)));
        Assert.Equal("not started", DebuggerText.Of(new GeneratorTask(() => { })));
        Assert.Equal("failed", DebuggerText.Of(Generator(Task.CompletedTask, new BlockException())));
        var (completing, failing) = (Generator(complete.Task, null), Generator(fail.Task, new BlockException()));
        Assert.Equal(("running", "running"), (DebuggerText.Of(completing), DebuggerText.Of(failing)));

        complete.SetResult();
        fail.SetResult();

        Assert.Equal(("completed", "failed"), (DebuggerText.Of(completing), DebuggerText.Of(failing)));
        Assert.Equal("running", DebuggerText.Of(new GeneratorTask(new TaskCompletionSource().Task)));
        Assert.Equal("completed", DebuggerText.Of(new GeneratorTask(complete.Task)));
        Assert.Equal("failed", DebuggerText.Of(new GeneratorTask(Task.FromException(new BlockException()))));
        Assert.Equal("canceled", DebuggerText.Of(new GeneratorTask(Task.FromCanceled(new CancellationToken(canceled: true)))));

        static async GeneratorTask Generator(Task task, Exception? exception)
        {
            await task;
            if (exception is not null)
                throw exception;
        }
    }

    [Fact]
    public async Task A_step_of_a_scope_shows_what_it_is_for()
    {
        Assert.Equal("Unprintable", DebuggerText.Of(Scope.Enter(new Unprintable())));
        Assert.Equal("nothing", DebuggerText.Of(default(EnterAwaitable<int>)));
        await Method();

        async Scoped Method()
        {
            var defer = Scope.Defer(() => default);
            Assert.Equal("not registered", DebuggerText.Of(defer));
            await defer;
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_configured_manager_shows_its_choice(bool continueOnCapturedContext) => Assert.Equal(
        $"ConfigureAwait({continueOnCapturedContext})", DebuggerText.Of(new Unprintable().ConfigureAwait(continueOnCapturedContext)));

    [Fact]
    public void To_show_it_takes_no_lock()
    {
        var (stack, group, deadline) = (new AsyncExitStack(), new TaskGroup(int.MaxValue, default), new Deadline(TimeProvider.System, default));
        var spinLock = typeof(AsyncExitStack).GetField("_isLocked", Fields)!;
        spinLock.SetValue(stack, (byte)1);
        lock ((Lock)typeof(TaskGroup).GetField("_gate", Fields)!.GetValue(group)!)
            lock (((BlockCancellation)typeof(Deadline).GetField("_cancellation", Fields)!.GetValue(deadline)!).SyncRoot)
            {
                string[] shown = [];
                var debugger = new Thread(
                    () => shown = [DebuggerText.Of(stack), DebuggerText.Of(group), DebuggerText.Of(deadline)])
                {
                    IsBackground = true,
                };
                debugger.Start();
                Assert.True(debugger.Join(TaskTimeoutExtensions.Limit), "It waits for the lock of a thread that a debugger has stopped.");
                Assert.Equal(3, shown.Length);
            }
    }

    /// <summary>A manager whose text cannot be had.</summary>
    private sealed class Unprintable : IAsyncContextManager<int>
    {
        public ValueTask<int> EnterAsync(CancellationToken cancellationToken = default) => new(1);

        public ValueTask<bool> ExitAsync(Exception? exception) => default;

        public override string ToString() => throw new NotSupportedException("Only a debugger would call it.");
    }
}
