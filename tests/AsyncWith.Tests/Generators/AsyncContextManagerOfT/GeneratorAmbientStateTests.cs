using System.Diagnostics;
using System.Globalization;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Rule G5: ambient state flows from the generator into the block, and nowhere else.</summary>
[Trait("Rule", "G5")]
public sealed class GeneratorAmbientStateTests
{
    private static readonly AsyncLocal<string?> _ambient = new();

    private static AsyncContextManager<string> Manager(Interleaving interleaving, RecordingManager? log = null) =>
        AsyncContextManager.Create<string>(async yield =>
        {
            log?.Note($"setup:{_ambient.Value}");
            await interleaving.RunAsync(() => { });
            _ambient.Value = "generator";
            try
            {
                await yield.Return("resource");
            }
            finally
            {
                log?.Note($"exit:{_ambient.Value}");
                await interleaving.RunAsync(() => { });
                log?.Note($"teardown:{_ambient.Value}");
                _ambient.Value = "teardown";
            }
        });

    [Theory, AllCombinations]
    public Task What_the_generator_sets_is_visible_in_the_block_and_after_the_yield_only(Interleaving interleaving, Setting setting) =>
        setting.RunAsync(() => FlowAsync(interleaving, blockSuspends: true, throws: false));

    [Theory, AllCombinations]
    public Task Ambient_state_flows_as_well_when_the_block_throws_or_does_not_suspend(Interleaving interleaving, bool blockSuspends, bool throws) =>
        FlowAsync(interleaving, blockSuspends, throws).OrTimeout();

    private static async Task FlowAsync(Interleaving generator, bool blockSuspends, bool throws)
    {
        var log = new RecordingManager();
        _ambient.Value = "caller";

        var thrown = await Record.ExceptionAsync(async () => await Manager(generator, log).UseAsync(async _ =>
        {
            log.Note($"block:{_ambient.Value}");
            if (blockSuspends)
                await Task.Yield();
            log.Note($"block:{_ambient.Value}");
            _ambient.Value = "block";
            if (throws)
                throw new BlockException();
        }));

        Assert.Equal(throws, thrown is BlockException);
        Assert.Equal("caller", _ambient.Value);
        Assert.Equal("setup:caller block:generator block:generator exit:generator teardown:generator", log.Calls);
    }

    [Theory, AllCombinations]
    public async Task The_caller_is_untouched_as_soon_as_the_statement_returns_its_task(Interleaving interleaving, bool enters)
    {
        _ambient.Value = "caller";
        var release = new TaskCompletionSource();

        var statement = Manager(interleaving).UseAsync(async () => await (enters ? Task.CompletedTask : release.Task)).AsTask();

        Assert.Equal("caller", _ambient.Value);
        release.SetResult();
        await statement.OrTimeout();
        Assert.Equal("caller", _ambient.Value);
    }

    [Theory, AllCombinations]
    public async Task Ambient_state_is_visible_to_a_caller_that_enters_without_the_statement(Interleaving interleaving)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        _ambient.Value = "caller";

        await EnterAndExitAsync();

        Assert.Equal("caller", _ambient.Value);

        async Task EnterAndExitAsync()
        {
            var manager = Manager(interleaving);
            await manager.EnterAsync();
            Assert.Equal("generator", _ambient.Value);
            _ambient.Value = "block";
            Assert.False(await manager.ExitAsync(null));
            Assert.Equal("block", _ambient.Value);
        }
    }

    [Theory, AllCombinations]
    public async Task Ambient_state_is_visible_in_a_block_with_a_result_and_without_the_context_of_the_caller(Interleaving interleaving)
    {
        Assert.Equal("generator", await Manager(interleaving).UseAsync(async () => _ambient.Value));
        Assert.Equal("generator", await Manager(interleaving).UseOrDefaultAsync(async () => _ambient.Value));
        Assert.Equal("generator", await Manager(interleaving).UseAsync(1, static async (_, _) => _ambient.Value));
        Assert.Equal("generator", await Manager(interleaving).ConfigureAwait(false).UseAsync(async () => _ambient.Value));
        Assert.Null(_ambient.Value);
    }

    [Theory, AllCombinations]
    public async Task Generators_inside_each_other_each_see_their_own(Interleaving outer, Interleaving inner)
    {
        var seen = new RecordingManager();

        await Layer("outer", outer).UseAsync(() => Layer("inner", inner).UseAsync(async () =>
        {
            await Task.Yield();
            seen.Note(_ambient.Value!);
        })).OrTimeout();

        Assert.Equal("outer:| inner:outer inner inner/ outer/", seen.Calls);
        Assert.Null(_ambient.Value);

        AsyncContextManager<int> Layer(string name, Interleaving interleaving) => AsyncContextManager.Create<int>(async yield =>
        {
            seen.Note($"{name}:{_ambient.Value ?? "|"}");
            await interleaving.RunAsync(() => { });
            _ambient.Value = name;
            await yield.Return(1);
            seen.Note($"{_ambient.Value}/");
        });
    }

    [Theory, AllCombinations]
    public async Task What_a_manager_inside_the_generator_sets_is_visible_too(Interleaving interleaving)
    {
        var manager = AsyncContextManager.Create<string>(async yield =>
            await Manager(interleaving).UseAsync(async resource => await yield.Return(resource)));

        Assert.Equal("generator", await manager.UseAsync(async () => _ambient.Value));
    }

    [Theory, AllCombinations]
    public async Task An_activity_of_the_generator_is_the_current_one_of_the_block(Interleaving interleaving)
    {
        using var caller = new Activity("caller").Start();
        var manager = AsyncContextManager.Create<Activity>(async yield =>
        {
            await interleaving.RunAsync(() => { });
            using var activity = new Activity("generator").Start();
            await yield.Return(activity);
            Assert.Same(activity, Activity.Current);
            await interleaving.RunAsync(() => { });
            Assert.Same(activity, Activity.Current);
        });

        await manager.UseAsync(async activity =>
        {
            Assert.Same(activity, Activity.Current);
            Assert.Same(caller, activity.Parent);
            await Task.Yield();
            Assert.Same(activity, Activity.Current);
            new Activity("left open by the block").Start();
        });

        Assert.Same(caller, Activity.Current);
    }

    [Theory, AllCombinations]
    public async Task A_culture_of_the_generator_is_the_one_of_the_block(Interleaving interleaving)
    {
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await interleaving.RunAsync(() => { });
            CultureInfo.CurrentCulture = culture;
            await yield.Return(1);
            Assert.Same(culture, CultureInfo.CurrentCulture);
        });

        await manager.UseAsync(async () =>
        {
            Assert.Equal("0,5", $"{0.5}");
            await Task.Yield();
            Assert.Equal("0,5", $"{0.5}");
        });

        Assert.Same(before, CultureInfo.CurrentCulture);
    }

    [Theory, AllCombinations]
    public Task The_synchronization_context_of_the_caller_stays(Interleaving interleaving) => SingleThreadedContext.RunAsync(async () =>
    {
        var statement = Manager(interleaving).UseAsync(async () =>
        {
            SingleThreadedContext.AssertIsCurrent();
            await Task.Yield();
            SingleThreadedContext.AssertIsCurrent();
        });
        SingleThreadedContext.AssertIsCurrent();
        await statement;
        SingleThreadedContext.AssertIsCurrent();
    });

    [Theory, AllCombinations]
    public async Task A_caller_that_suppresses_the_flow_is_served_too(Interleaving interleaving, bool throws)
    {
        var log = new RecordingManager();
        Task statement;
        using (ExecutionContext.SuppressFlow())
        {
            statement = Manager(interleaving, log).UseAsync(async () =>
            {
                await Task.Yield();
                log.Note("block");
                if (throws)
                    throw new BlockException();
            }).AsTask();
            Assert.True(ExecutionContext.IsFlowSuppressed());
        }

        Assert.Equal(throws, await Record.ExceptionAsync(() => statement.OrTimeout()) is BlockException);
        Assert.Contains(" block exit:", log.Calls, StringComparison.Ordinal);
        Assert.Null(_ambient.Value);
    }

    [Theory, AllCombinations]
    public async Task A_generator_that_leaves_the_flow_suppressed_is_served_too(bool throws)
    {
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            _ = ExecutionContext.SuppressFlow();
            try
            {
                await yield.Return(1);
            }
            finally
            {
                _ambient.Value = "teardown";
            }
        });

        var propagated = await Record.ExceptionAsync(async () => await Task.Run(async () =>
        {
            _ambient.Value = "caller";
            try
            {
                await manager.UseAsync(async () =>
                {
                    await Task.Yield();
                    if (throws)
                        throw new BlockException();
                });
            }
            finally
            {
                Assert.Equal("caller", _ambient.Value);
            }
        }).OrTimeout());

        Assert.Equal(throws, propagated is BlockException);
    }
}
