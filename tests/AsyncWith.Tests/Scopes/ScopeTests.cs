using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>The flat statement: the method is the block.</summary>
public sealed partial class ScopeTests
{
    private readonly RecordingManager _log = new();

    private RecordingManager Manager(string name, Interleaving how) => new(how, name) { Log = _log };

    [Theory, AllCombinations, Trait("Rule", "U3")]
    public async Task What_a_method_enters_is_exited_last_first_after_its_own_finally_blocks(Interleaving how, bool fails)
    {
        var (block, a, b) = (new BlockException(), Manager("A", how), Manager("B", how));

        async Scoped<string> Method()
        {
            var first = await Scope.Enter(a);
            try
            {
                var second = await Scope.Enter(b);
                return fails ? throw block : first + second;
            }
            finally
            {
                await how.RunAsync(() => _log.Note("finally"));
            }
        }

        if (fails)
            Assert.Same(block, await Assert.ThrowsAsync<BlockException>(async () => await Method()));
        else
            Assert.Equal("resourceAresourceB", await Method());

        Assert.Equal("enterA enterB finally exitB exitA", _log.Calls);
        Assert.Same(fails ? block : null, b.Seen);
        Assert.Same(fails ? block : null, a.Seen);
    }

    [Fact]
    public async Task The_exits_come_before_the_caller_goes_on_and_after_using_declarations()
    {
        var manager = Manager("A", Interleaving.Suspends);

        async Scoped Method()
        {
            await using var stack = new AsyncExitStack();
            stack.PushCallback(async () => _log.Note("disposed"));
            await Scope.Enter(manager);
            _log.Note("body");
        }

        await Method();
        _log.Note("caller");

        Assert.Equal("enterA body disposed exitA caller", _log.Calls);
    }

    [Theory, AllCombinations]
    public async Task Enter_passes_the_token(Interleaving how)
    {
        using var source = new CancellationTokenSource();
        var manager = Manager("A", how);

        async Scoped Method(CancellationToken cancellationToken) => await Scope.Enter(manager, cancellationToken);

        await Method(source.Token);
        Assert.Equal(source.Token, manager.Token);
    }

    [Theory, AllCombinations]
    public async Task Deferred_callbacks_and_exits_run_in_the_same_order(Interleaving how, bool fails)
    {
        var (block, seen, elsewhere) = (fails ? new BlockException() : null, new List<Exception?>(), Manager("E", how));

        async Scoped Method()
        {
            await Scope.Defer(() => how.RunAsync(() => _log.Note("first")));
            await Scope.OnExit(elsewhere);
            await Scope.Enter(Manager("A", how));
            await Scope.OnExit(Exits.Seeing(seen, how));
            await Scope.Defer(static s => s.how.RunAsync(() => s._log.Note("last but one")), (how, _log));
            await Scope.Defer((how, _log), static s => s.how.RunAsync(() => s._log.Note("last")));
            if (block is not null)
                throw block;
        }

        Assert.Same(block, await Record.ExceptionAsync(async () => await Method()));
        Assert.Equal("enterA last last but one exitA exitE first", _log.Calls);
        Assert.Equal<Exception?>([block], seen);
        Assert.Same(block, elsewhere.Seen);
    }

    [Theory, AllCombinations]
    public async Task Nothing_happens_before_the_await(Interleaving how)
    {
        async Scoped Method()
        {
            var step = Scope.Enter(Manager("A", how));
            var deferred = Scope.Defer(async () => _log.Note("deferred"));
            _log.Note("made");
            await step;
            _ = deferred; // never awaited: never registered
        }

        await Method();

        Assert.Equal("made enterA exitA", _log.Calls);
    }

    [Theory, AllCombinations]
    public async Task Managers_may_be_entered_in_a_loop_and_on_a_condition(Interleaving how, bool condition)
    {
        async Scoped Method()
        {
            for (var i = 0; i < 3; i++)
            {
                if (i == 1 && !condition)
                    continue;
                await Scope.Enter(Manager($"{i}", how));
            }
        }

        await Method();

        Assert.Equal(condition ? "enter0 enter1 enter2 exit2 exit1 exit0" : "enter0 enter2 exit2 exit0", _log.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task A_failed_enter_is_thrown_at_its_await_and_can_be_caught(Interleaving how)
    {
        var failure = new EnterException();

        async Scoped<string> Method()
        {
            await Scope.Enter(Manager("A", how));
            try
            {
                return await Scope.Enter(new RecordingManager(how, "B") { Log = _log, EnterThrows = failure });
            }
            catch (EnterException caught) when (ReferenceEquals(caught, failure))
            {
                return await Scope.Enter(Manager("C", how));
            }
        }

        Assert.Equal("resourceC", await Method());
        Assert.Equal("enterA enterB enterC exitC exitA", _log.Calls);
    }

    [Fact]
    public async Task What_a_method_enters_belongs_to_it_and_not_to_its_caller()
    {
        async Scoped Inner()
        {
            await Scope.Enter(Manager("inner", Interleaving.Suspends));
            _log.Note("block");
        }

        async Scoped Outer()
        {
            await Scope.Enter(Manager("outer", Interleaving.Suspends));
            await Inner();
            _log.Note("after");
        }

        await Outer();

        Assert.Equal("enterouter enterinner block exitinner after exitouter", _log.Calls);
    }

    [Fact]
    public void Nothing_may_be_null()
    {
        Assert.Throws<ArgumentNullException>("manager", () => { Scope.Enter<int>(null!); });
        Assert.Throws<ArgumentNullException>("callback", () => { Scope.Defer(null!); });
        Assert.Throws<ArgumentNullException>("callback", () => { Scope.Defer(null!, 0); });
        Assert.Throws<ArgumentNullException>("exit", () => { Scope.OnExit(null!); });
        Assert.Throws<ArgumentNullException>("manager", () => { Scope.OnExit((IAsyncContextManager<int>)null!); });
    }
}
