using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>The exit stack: the contract of every manager, and what it registers. An exit too many finds nothing to exit.</summary>
public sealed partial class AsyncExitStackTests : AsyncContextManagerContract<AsyncExitStack>
{
    protected override int? Held => null;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override bool ReportsMisuse => false;

    protected override IAsyncContextManager<AsyncExitStack> Create() => new AsyncExitStack();

    [Fact]
    public async Task Entering_hands_over_the_stack_itself_at_once()
    {
        var stack = new AsyncExitStack();

        var entering = stack.EnterAsync(new CancellationToken(canceled: true));

        Assert.True(entering.IsCompletedSuccessfully);
        Assert.Same(stack, await entering);
    }

    [Theory, AllCombinations]
    public async Task All_kinds_of_exits_run_once_each_and_last_first(Interleaving how, bool fails)
    {
        var log = new List<string>();
        var disposable = new Disposable(how, log);
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(
            new DelegateManager<int>(_ => how.RunAsync(() => Log("enter", 1)), _ => how.RunAsync(() => Log("entered", false))));
        stack.PushExit(new DelegateManager<int>(_ => throw new NotSupportedException(), _ => how.RunAsync(() => Log("manager", false))));
        stack.PushExit(_ => how.RunAsync(() => Log("exit", false)));
        stack.PushCallback(() => how.RunAsync(() => log.Add("callback")));
        stack.PushCallback(5, state => how.RunAsync(() => log.Add($"state {state}")));
        stack.PushCallback(state => how.RunAsync(() => log.Add($"state {state}")), 6);
        Assert.Same(disposable, stack.PushAsyncDisposable(disposable));
        Assert.Same(disposable, stack.PushDisposable(disposable));
        Assert.Equal(["enter"], log);
        log.Clear();

        await stack.ExitAsync(fails ? new BlockException() : null).OrTimeout();

        Assert.Equal(["dispose", "disposeAsync", "state 6", "state 5", "callback", "exit", "manager", "entered"], log);

        TResult Log<TResult>(string entry, TResult result)
        {
            log.Add(entry);
            return result;
        }
    }

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E2")]
    public async Task Callbacks_and_disposals_may_fail_like_any_exit_and_suppress_nothing(Interleaving how)
    {
        var seen = new List<Exception?>();
        var (block, callback, disposal) = (new BlockException(), new ExitException(), new ExitException());
        var disposable = new Disposable(how, []) { Throws = disposal };
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Seeing(seen, how));
        stack.PushDisposable(disposable);
        stack.PushExit(Exits.Seeing(seen, how));
        stack.PushAsyncDisposable(disposable);
        stack.PushExit(Exits.Seeing(seen, how));
        stack.PushCallback(() => how.RunAsync(() => throw callback));
        stack.PushExit(Exits.Seeing(seen, how));
        stack.PushCallback(thrown => how.RunAsync(() => throw thrown), callback);
        stack.PushExit(Exits.Seeing(seen, how));

        var thrown = await Assert.ThrowsAsync<ExitException>(() => stack.ExitAsync(block).OrTimeout());

        Assert.Same(disposal, thrown);
        Assert.Equal<Exception?>([block, callback, callback, disposal, disposal], seen);
        Assert.Same(callback, disposal.InnerException);
        Assert.Same(block, callback.InnerException);
    }

    [Fact]
    public async Task Exits_and_callbacks_may_throw_before_they_return_a_task()
    {
        var (first, second) = (new ExitException(), new ExitException());
        var stack = new AsyncExitStack();
        stack.PushExit(_ => throw second);
        stack.PushCallback(() => throw first);

        Assert.Same(second, await Assert.ThrowsAsync<ExitException>(async () => await stack.CloseAsync()));
        Assert.Same(first, second.InnerException);
    }

    [Fact]
    public async Task Nothing_can_be_registered_that_is_null()
    {
        var stack = new AsyncExitStack();

        await Assert.ThrowsAsync<ArgumentNullException>("manager", async () => await stack.EnterContextAsync<int>(null!));
        Assert.Throws<ArgumentNullException>("exit", () => stack.PushExit(null!));
        Assert.Throws<ArgumentNullException>("manager", () => stack.PushExit((IAsyncContextManager<int>)null!));
        Assert.Throws<ArgumentNullException>("callback", () => stack.PushCallback(null!));
        Assert.Throws<ArgumentNullException>("callback", () => stack.PushCallback(null!, 0));
        Assert.Throws<ArgumentNullException>("resource", () => stack.PushAsyncDisposable<IAsyncDisposable>(null!));
        Assert.Throws<ArgumentNullException>("resource", () => stack.PushDisposable<IDisposable>(null!));
    }

    private sealed class Disposable(Interleaving how, List<string> log) : IDisposable, IAsyncDisposable
    {
        public Exception? Throws { get; init; }

        public void Dispose() => Log("dispose");

        public ValueTask DisposeAsync() => how.RunAsync(() => Log("disposeAsync"));

        private void Log(string entry)
        {
            log.Add(entry);
            if (Throws is not null)
                throw Throws;
        }
    }
}
