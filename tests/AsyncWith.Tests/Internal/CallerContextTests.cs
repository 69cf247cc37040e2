using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

/// <summary>U2: what a manager of the library calls after a step that has suspended runs on the context of the caller.</summary>
[Trait("Rule", "U2")]
public sealed class CallerContextTests
{
    private readonly List<(string Call, SynchronizationContext? Context)> _calls = [];

    [Fact]
    public Task The_selector_of_a_query_with_one_manager() => RunAsync("enter selector exit", () =>
        Part().Select(resource => Called("selector", resource)).UseAsync(Elsewhere).AsTask());

    [Fact]
    public Task The_exit_after_a_selector_that_throws() => RunAsync("enter selector exit", () =>
        Part().Select(int (_) => Failing("selector")).UseAsync(Elsewhere).AsTask());

    [Fact]
    public Task The_functions_and_the_exits_of_a_query_with_two_managers() => RunAsync("enter select enter selector exit exit", () =>
        Part().SelectMany(_ => Called("select", Part()), (_, resource) => Called("selector", resource)).UseAsync(Elsewhere).AsTask());

    [Fact]
    public Task The_exits_after_a_second_selector_that_throws() => RunAsync("enter select enter selector exit exit", () =>
        Part().SelectMany(_ => Called("select", Part()), int (_, _) => Failing("selector")).UseAsync(Elsewhere).AsTask());

    [Fact]
    public Task The_exits_of_managers_that_were_entered_at_the_same_time() => RunAsync("enter enter exit exit", () =>
        AsyncContextManager.WhenAll(Part(), Part()).UseAsync(Elsewhere).AsTask());

    [Fact]
    public Task The_exit_of_a_manager_that_was_entered_at_the_same_time_as_one_that_failed() => RunAsync("enter enter exit", () =>
        AsyncContextManager.WhenAll(Part(), Part(enterFails: true)).UseAsync(Elsewhere).AsTask());

    [Fact]
    public Task The_factory_of_a_shared_manager_after_waiting_for_a_failed_enter() => RunAsync("factory enter factory enter exit", async () =>
    {
        var failed = false;
        var shared = AsyncContextManager.Shared(() => Called("factory", Part(enterFails: !failed)));
        var first = shared.UseAsync(Elsewhere).AsTask();
        var second = shared.UseAsync(Elsewhere).AsTask();
        failed = true;
        await Assert.ThrowsAsync<EnterException>(() => first);
        await second;
    });

    [Fact]
    public Task The_exits_of_a_stack() => RunAsync("enter enter exit callback exit", () => new AsyncExitStack().UseAsync(async stack =>
    {
        await stack.EnterContextAsync(Part());
        stack.PushCallback(() => Elsewhere("callback"));
        await stack.EnterContextAsync(Part());
    }).AsTask());

    [Fact]
    public Task The_exit_of_a_manager_that_a_stack_was_entering_when_it_was_closed() => RunAsync("enter exit", async () =>
    {
        var stack = new AsyncExitStack();
        var entering = stack.EnterContextAsync(Part()).AsTask();
        await stack.CloseAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => entering);
    });

    [Fact]
    public Task The_exits_of_a_scoped_method() => RunAsync("enter block enter block exit exit", async () =>
    {
        await Method();

        async Scoped Method()
        {
            await Scope.Enter(Part());
            Called("block", 0);
            await Scope.Enter(Part());
            Called("block", 0);
        }
    });

    [Theory, InlineData(true, "MoveNext Current MoveNext Dispose"), InlineData(false, "MoveNext Dispose")]
    public Task The_members_of_an_async_enumerator(bool yields, string calls) => RunAsync(calls, () =>
        AsyncContextManager.FromAsyncEnumerable(_ => new Enumerable(this, yields)).UseAsync(Elsewhere).AsTask());

    /// <summary>Runs the scenario on a context with one thread. What it calls is expected there, in this order.</summary>
    private async Task RunAsync(string calls, Func<Task> scenario)
    {
        await SingleThreadedContext.RunAsync(async () =>
        {
            var context = SynchronizationContext.Current;
            var thrown = await Record.ExceptionAsync(scenario);
            Assert.True(thrown is null or EnterException or BlockException or InvalidOperationException, thrown?.ToString());
            Assert.All(_calls, call => Assert.True(ReferenceEquals(context, call.Context), $"{call.Call} was called elsewhere."));
        });

        Assert.Equal(calls, string.Join(' ', _calls.Select(call => call.Call)));
    }

    private T Called<T>(string call, T result)
    {
        _calls.Add((call, SynchronizationContext.Current));
        return result;
    }

    private int Failing(string call) => throw Called(call, new BlockException());

    /// <summary>A step that ends on another thread.</summary>
    private async ValueTask Elsewhere(string call)
    {
        Called(call, 0);
        await Elsewhere();
    }

    private static async ValueTask Elsewhere() =>
        await Task.Run(() => { }, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private DelegateManager<int> Part(bool enterFails = false) => new(
        async _ =>
        {
            await Elsewhere("enter").ConfigureAwait(false);
            return enterFails ? throw new EnterException() : 1;
        },
        async _ =>
        {
            await Elsewhere("exit").ConfigureAwait(false);
            return false;
        });

    private sealed class Enumerable(CallerContextTests test, bool yields) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private bool _hasMoved;

        public int Current => test.Called("Current", 1);

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public async ValueTask<bool> MoveNextAsync()
        {
            await test.Elsewhere("MoveNext").ConfigureAwait(false);
            return yields && !_hasMoved && (_hasMoved = true);
        }

        public ValueTask DisposeAsync() => test.Elsewhere("Dispose");
    }
}
