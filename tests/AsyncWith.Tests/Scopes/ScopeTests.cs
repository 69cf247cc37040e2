using Xunit;

namespace AsyncWith.Tests.Scopes;

/// <summary>The scopes of design: the method is the block.</summary>
public sealed class ScopeTests
{
    private static readonly AsyncLocal<int> _ambient = new();

    private sealed class Steps(List<string> log, string name, bool suspend, bool suppress = false) : IAsyncContextManager<string>
    {
        public async ValueTask<string> EnterAsync(CancellationToken cancellationToken = default)
        {
            if (suspend)
                await Task.Yield();
            log.Add($"enter {name}");
            return name;
        }

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            if (suspend)
                await Task.Yield();
            log.Add($"exit {name} {exception?.GetType().Name}");
            return suppress;
        }
    }

    [Theory, CombinatorialBools]
    public async Task What_a_method_entered_is_exited_last_first_after_its_finally_blocks(bool suspend, bool fail)
    {
        var log = new List<string>();

        async Scoped<int> Method()
        {
            await Scope.Enter(new Steps(log, "a", suspend));
            try
            {
                await Scope.Enter(new Steps(log, "b", suspend));
                return fail ? throw new FormatException() : 5;
            }
            finally
            {
                log.Add("finally");
            }
        }

        if (fail)
            await Assert.ThrowsAsync<FormatException>(async () => await Method());
        else
            Assert.Equal(5, await Method());

        var seen = fail ? "FormatException" : "";
        Assert.Equal(["enter a", "enter b", "finally", $"exit b {seen}", $"exit a {seen}"], log);
    }

    [Theory, CombinatorialBools]
    public async Task A_hundred_thousand_enters_in_one_method_do_not_grow_the_stack(bool suspendFirst, bool _)
    {
        var exits = 0;
        async Scoped Method()
        {
            if (suspendFirst)
                await Task.Yield();
            for (var i = 0; i < 100_000; i++)
            {
                await Scope.Enter(AsyncContextManager.FromValue(i));
                await Scope.Defer(() => { exits++; return default; });
            }
        }

        await Method();
        Assert.Equal(100_000, exits);
    }

    [Theory, CombinatorialBools]
    public async Task Ambient_state_of_a_generator_is_visible_in_the_rest_of_the_method(bool suspend, bool suspendMethod)
    {
        _ambient.Value = 1;
        async Scoped Method()
        {
            if (suspendMethod) await Task.Yield();
            _ambient.Value = 2;
            await Scope.Enter(AsyncContextManager.FromValue(0));
            Assert.Equal(2, _ambient.Value);
            await Scope.Enter(AsyncContextManager.Create<int>(async y =>
            {
                if (suspend) await Task.Yield();
                _ambient.Value = 3;
                await y.Return(0);
                Assert.Equal(3, _ambient.Value);
            }));
            Assert.Equal(3, _ambient.Value);
            await Task.Yield();
            Assert.Equal(3, _ambient.Value);
            _ambient.Value = 4;
        }

        await Method();
        Assert.Equal(1, _ambient.Value);
    }

    [Fact]
    public async Task Entering_outside_a_scoped_method_throws_and_enters_nothing()
    {
        var log = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            var e = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Scope.Enter(new Steps(log, "a", false)));
            Assert.Contains("Scoped", e.Message);
        }

        Assert.Empty(log);
    }

    [Theory, CombinatorialBools]
    public async Task Suppression(bool suspend, bool _)
    {
        var log = new List<string>();
        async Scoped Method() { await Scope.Enter(new Steps(log, "a", suspend, suppress: true)); throw new FormatException(); }
        async Scoped<int> WithResult() { await Scope.Enter(new Steps(log, "a", suspend, suppress: true)); throw new FormatException(); }
        await Method();
        var e = await Assert.ThrowsAsync<InvalidOperationException>(async () => await WithResult());
        Assert.IsType<FormatException>(e.InnerException);
    }

    [Fact]
    public async Task Cancellation_cancels_the_task_with_the_same_instance()
    {
        var canceled = new OperationCanceledException();
        async Scoped<int> Method() { await Scope.Enter(AsyncContextManager.FromValue(0)); await Task.Yield(); throw canceled; }
        var task = Method().AsTask();
        Assert.Same(canceled, await Assert.ThrowsAsync<OperationCanceledException>(() => task));
        Assert.True(task.IsCanceled);
    }

    private sealed class CombinatorialBoolsAttribute : Xunit.v3.DataAttribute
    {
        public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(System.Reflection.MethodInfo m, Xunit.Sdk.DisposalTracker d) =>
            new([new TheoryDataRow(false, false), new TheoryDataRow(false, true), new TheoryDataRow(true, false), new TheoryDataRow(true, true)]);
        public override bool SupportsDiscoveryEnumeration() => true;
    }
}
