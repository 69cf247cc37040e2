using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Testing.Tests;

public sealed class FaultPlanTests
{
    [Fact]
    public async Task Each_step_fails_once_and_the_last_run_has_no_fault()
    {
        List<string> runs = [];

        var steps = await FaultPlan.ExhaustAsync(async plan =>
        {
            var run = "";
            try
            {
                plan.Step("open");
                run += "open ";
                await Task.Yield();
                plan.Step("write");
                run += "write ";
                plan.Step("close");
                run += "close ";
            }
            catch (InjectedFaultException fault)
            {
                Assert.True(plan.HasFired);
                run += $"{fault.Step}:{fault.StepName}";
            }

            runs.Add(run);
        });

        Assert.Equal(3, steps);
        Assert.Equal(["1:open", "open 2:write", "open write 3:close", "open write close "], runs);
    }

    [Fact]
    public async Task A_debugger_shows_how_far_it_is()
    {
        List<string> shown = [];

        await FaultPlan.ExhaustAsync(async plan =>
        {
            plan.Step("one");
            shown.Add(DebuggerText.Of(plan));
        });

        Assert.Equal(["1 steps, step 2 fails"], shown);
    }

    [Fact]
    public async Task A_run_may_let_the_fault_out()
    {
        var steps = await FaultPlan.ExhaustAsync(async plan =>
        {
            plan.Step("first");
            plan.Step("second");
        });

        Assert.Equal(2, steps);
    }

    [Fact]
    public async Task Steps_after_the_fault_go_on_so_that_releases_can()
    {
        var released = 0;

        var steps = await FaultPlan.ExhaustAsync(async plan =>
        {
            try
            {
                plan.Step("work");
            }
            finally
            {
                plan.Step("release");
                released++;
            }
        });

        Assert.Equal(2, steps);
        Assert.Equal(2, released);
    }

    [Fact]
    public async Task A_run_without_steps_runs_once()
    {
        var runs = 0;

        Assert.Equal(0, await FaultPlan.ExhaustAsync(async plan =>
        {
            runs++;
            Assert.False(plan.HasFired);
        }));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Where_a_run_fails_after_a_fault_the_step_is_named()
    {
        var failure = new FormatException("not closed");

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => FaultPlan.ExhaustAsync(async plan =>
        {
            plan.Step("open");
            try
            {
                plan.Step("close");
            }
            catch (InjectedFaultException)
            {
                throw failure;
            }
        }));

        Assert.Same(failure, thrown.InnerException);
        Assert.Contains("step 2, 'close'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("not closed", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fault_of_another_plan_is_a_failure()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => FaultPlan.ExhaustAsync(async plan =>
        {
            try
            {
                plan.Step("work");
            }
            catch (InjectedFaultException)
            {
                throw new InjectedFaultException();
            }
        }));

        Assert.IsType<InjectedFaultException>(thrown.InnerException);
    }

    [Fact]
    public async Task A_failure_without_a_fault_goes_on_unchanged()
    {
        var failure = new FormatException();

        Assert.Same(failure, await Assert.ThrowsAsync<FormatException>(() => FaultPlan.ExhaustAsync(async plan => throw failure)));
    }

    [Fact]
    public async Task A_run_with_more_steps_than_the_limit_is_given_up()
    {
        var runs = 0;

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => FaultPlan.ExhaustAsync(
            async plan =>
            {
                runs++;
                for (var retries = 0; retries < 100; retries++)
                    plan.Step("try");
            },
            limit: 10));

        Assert.Equal(11, runs);
        Assert.Contains("more than 10 steps", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("raise the limit", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_with_as_many_steps_as_the_limit_is_not()
    {
        Assert.Equal(10, await FaultPlan.ExhaustAsync(
            async plan =>
            {
                for (var i = 0; i < 10; i++)
                    plan.Step("step");
            },
            limit: 10));
    }

    [Fact]
    public async Task Of_steps_on_many_threads_exactly_one_fails()
    {
        const int Threads = 8;

        var steps = await FaultPlan.ExhaustAsync(async plan =>
        {
            var failed = 0;
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
            {
                if (Record.Exception(() => plan.Step("step")) is not null)
                    Interlocked.Increment(ref failed);
            })));
            Assert.Equal(plan.HasFired ? 1 : 0, failed);
        });

        Assert.Equal(Threads, steps);
    }

    [Fact]
    public async Task Wrong_use_is_told()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => FaultPlan.ExhaustAsync(null!));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => FaultPlan.ExhaustAsync(async _ => { }, limit: 0));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => FaultPlan.ExhaustAsync(_ => null!));
        Assert.Contains("async lambda", thrown.Message, StringComparison.Ordinal);
        await FaultPlan.ExhaustAsync(async plan => Assert.Throws<ArgumentNullException>(() => plan.Step(null!)));
    }
}
