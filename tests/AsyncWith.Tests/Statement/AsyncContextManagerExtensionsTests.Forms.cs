using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>Every form of the statement does the same.</summary>
public sealed partial class AsyncContextManagerExtensionsTests
{
    /// <summary>Each form, run with a step as its block. It gives the result where it has one.</summary>
    private static readonly Dictionary<string, Func<IAsyncContextManager<string>, Func<string, int>, CancellationToken, Task<int?>>> _forms = new()
    {
        ["UseAsync(ValueTask)"] = async (manager, step, token) =>
            { await manager.UseAsync(async r => { await Task.Yield(); step(r); }, token); return null; },
        ["UseAsync(Task)"] = async (manager, step, token) =>
            { await manager.UseAsync(async Task (r) => { await Task.Yield(); step(r); }, token); return null; },
        ["UseAsync(() => ValueTask)"] = async (manager, step, token) =>
            { await manager.UseAsync(async () => { await Task.Yield(); step("resource"); }, token); return null; },
        ["UseAsync(() => Task)"] = async (manager, step, token) =>
            { await manager.UseAsync(async Task () => { await Task.Yield(); step("resource"); }, token); return null; },
        ["UseAsync(ValueTask<int>)"] = async (manager, step, token) =>
            await manager.UseAsync(async r => { await Task.Yield(); return step(r); }, token),
        ["UseAsync(Task<int>)"] = async (manager, step, token) =>
            await manager.UseAsync(async Task<int> (r) => { await Task.Yield(); return step(r); }, token),
        ["UseAsync(() => ValueTask<int>)"] = async (manager, step, token) =>
            await manager.UseAsync(async () => { await Task.Yield(); return step("resource"); }, token),
        ["UseAsync(() => Task<int>)"] = async (manager, step, token) =>
            await manager.UseAsync(async Task<int> () => { await Task.Yield(); return step("resource"); }, token),
        ["UseAsync(state, ValueTask)"] = async (manager, step, token) =>
            { await manager.UseAsync(step, static async (r, step) => { await Task.Yield(); step(r); }, token); return null; },
        ["UseAsync(state, ValueTask<int>)"] = async (manager, step, token) =>
            await manager.UseAsync(step, static async (r, step) => { await Task.Yield(); return step(r); }, token),
        ["UseAsync(synchronous)"] = async (manager, step, token) => { await manager.UseAsync(r => { step(r); }, token); return null; },
        ["UseAsync(() => synchronous)"] = async (manager, step, token) =>
            { await manager.UseAsync(() => { step("resource"); }, token); return null; },
        ["UseAsync(synchronous <int>)"] = async (manager, step, token) => await manager.UseAsync(r => step(r), token),
        ["UseAsync(() => synchronous <int>)"] = async (manager, step, token) => await manager.UseAsync(() => step("resource"), token),
        ["UseOrDefaultAsync(synchronous <int>)"] = async (manager, step, token) => await manager.UseOrDefaultAsync(r => step(r), token),
        ["UseOrDefaultAsync(() => synchronous <int>)"] = async (manager, step, token) =>
            await manager.UseOrDefaultAsync(() => step("resource"), token),
        ["ConfigureAwait.UseAsync(synchronous)"] = async (manager, step, token) =>
            { await manager.ConfigureAwait(false).UseAsync(r => { step(r); }, token); return null; },
        ["ConfigureAwait.UseAsync(synchronous <int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseAsync(r => step(r), token),
        ["UseOrDefaultAsync(ValueTask<int>)"] = async (manager, step, token) =>
            await manager.UseOrDefaultAsync(async r => { await Task.Yield(); return step(r); }, token),
        ["UseOrDefaultAsync(Task<int>)"] = async (manager, step, token) =>
            await manager.UseOrDefaultAsync(async Task<int> (r) => { await Task.Yield(); return step(r); }, token),
        ["UseOrDefaultAsync(() => ValueTask<int>)"] = async (manager, step, token) =>
            await manager.UseOrDefaultAsync(async () => { await Task.Yield(); return step("resource"); }, token),
        ["UseOrDefaultAsync(() => Task<int>)"] = async (manager, step, token) =>
            await manager.UseOrDefaultAsync(async Task<int> () => { await Task.Yield(); return step("resource"); }, token),
        ["ConfigureAwait.UseAsync(ValueTask)"] = async (manager, step, token) =>
            { await manager.ConfigureAwait(false).UseAsync(async r => { await Task.Yield(); step(r); }, token); return null; },
        ["ConfigureAwait.UseAsync(Task)"] = async (manager, step, token) =>
            { await manager.ConfigureAwait(false).UseAsync(async Task (r) => { await Task.Yield(); step(r); }, token); return null; },
        ["ConfigureAwait.UseAsync(() => ValueTask)"] = async (manager, step, token) =>
            { await manager.ConfigureAwait(false).UseAsync(async () => { await Task.Yield(); step("resource"); }, token); return null; },
        ["ConfigureAwait.UseAsync(() => Task)"] = async (manager, step, token) =>
            { await manager.ConfigureAwait(false).UseAsync(async Task () => { await Task.Yield(); step("resource"); }, token); return null; },
        ["ConfigureAwait.UseAsync(ValueTask<int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseAsync(async r => { await Task.Yield(); return step(r); }, token),
        ["ConfigureAwait.UseAsync(Task<int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseAsync(async Task<int> (r) => { await Task.Yield(); return step(r); }, token),
        ["ConfigureAwait.UseAsync(() => ValueTask<int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseAsync(async () => { await Task.Yield(); return step("resource"); }, token),
        ["ConfigureAwait.UseAsync(() => Task<int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseAsync(async Task<int> () => { await Task.Yield(); return step("resource"); }, token),
        ["ConfigureAwait.UseAsync(state, ValueTask)"] = async (manager, step, token) =>
            { await manager.ConfigureAwait(false).UseAsync(step, static async (r, step) => { await Task.Yield(); step(r); }, token); return null; },
        ["ConfigureAwait.UseAsync(state, ValueTask<int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseAsync(step, static async (r, step) => { await Task.Yield(); return step(r); }, token),
        ["ConfigureAwait.UseOrDefaultAsync(ValueTask<int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseOrDefaultAsync(async r => { await Task.Yield(); return step(r); }, token),
        ["ConfigureAwait.UseOrDefaultAsync(Task<int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseOrDefaultAsync(async Task<int> (r) => { await Task.Yield(); return step(r); }, token),
        ["ConfigureAwait.UseOrDefaultAsync(() => ValueTask<int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseOrDefaultAsync(async () => { await Task.Yield(); return step("resource"); }, token),
        ["ConfigureAwait.UseOrDefaultAsync(() => Task<int>)"] = async (manager, step, token) =>
            await manager.ConfigureAwait(false).UseOrDefaultAsync(async Task<int> () => { await Task.Yield(); return step("resource"); }, token),
    };

    public static IEnumerable<TheoryDataRow<string>> Forms => _forms.Keys.Select(form => new TheoryDataRow<string>(form)
    {
        Skip = RuntimeAsync.IsOn && form.Contains("synchronous <int>", StringComparison.Ordinal) ? RuntimeAsync.RejectsInArguments : null,
    });

    private static bool HasResult(string form) => form.Contains("<int>", StringComparison.Ordinal);

    [Theory, MemberData(nameof(Forms)), Trait("Rule", "U1"), Trait("Rule", "U3")]
    public async Task Every_form_enters_runs_and_exits(string form)
    {
        using var source = new CancellationTokenSource();
        var manager = new RecordingManager();

        var result = await _forms[form](
            manager,
            resource =>
            {
                manager.Note(resource);
                return 7;
            },
            source.Token);

        Assert.Equal(HasResult(form) ? 7 : null, result);
        Assert.Equal("enter resource exit", manager.Calls);
        Assert.Equal(source.Token, manager.Token);
        Assert.Null(manager.Seen);
    }

    [Theory, MemberData(nameof(Forms)), Trait("Rule", "U3"), Trait("Rule", "U5")]
    public async Task Every_form_shows_the_exception_to_the_exit_and_lets_it_out(string form)
    {
        var thrown = new BlockException();
        var manager = new RecordingManager();

        Assert.Same(thrown, await Record.ExceptionAsync(() => _forms[form](manager, _ => throw thrown, default)));
        Assert.Same(thrown, manager.Seen);
        Assert.Equal("enter exit", manager.Calls);
    }

    [Theory, MemberData(nameof(Forms)), Trait("Rule", "U4")]
    public async Task Every_form_without_result_completes_when_suppressed_and_the_others_say_that_there_is_none(string form)
    {
        var thrown = new BlockException();
        var manager = new RecordingManager { Suppresses = true };
        int? result = null;

        var propagated = await Record.ExceptionAsync(async () => result = await _forms[form](manager, _ => throw thrown, default));

        if (HasResult(form) && !form.Contains("OrDefault", StringComparison.Ordinal))
            Assert.Same(thrown, Assert.IsType<InvalidOperationException>(propagated).InnerException);
        else
            Assert.Equal((null, HasResult(form) ? 0 : null), (propagated, result));
    }

    [Theory, MemberData(nameof(Forms)), Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task Every_form_lets_out_what_the_exit_throws(string form)
    {
        var thrown = new BlockException();
        var manager = new RecordingManager { ExitThrows = new ExitException() };

        Assert.Same(manager.ExitThrows, await Record.ExceptionAsync(() => _forms[form](manager, _ => throw thrown, default)));
        Assert.Same(thrown, manager.ExitThrows.InnerException);
    }

    [Theory, MemberData(nameof(Forms)), Trait("Rule", "U1")]
    public async Task Every_form_lets_out_what_enter_throws(string form)
    {
        var manager = new RecordingManager { EnterThrows = new EnterException() };

        Assert.Same(manager.EnterThrows, await Record.ExceptionAsync(() => _forms[form](manager, _ => 1, default)));
        Assert.Equal("enter", manager.Calls);
    }

    [Fact]
    public void Every_form_is_proved_here()
    {
        // The forms for several managers at once have tests of their own.
        var forms = typeof(AsyncContextManagerExtensions).GetMethods()
            .Where(method => method.Name is "UseAsync" or "UseOrDefaultAsync")
            .Count(method => !method.GetParameters()[0].ParameterType.IsValueType);

        // a configured manager is a manager
        Assert.Equal(_forms.Keys.Count(form => !form.StartsWith("ConfigureAwait", StringComparison.Ordinal)), forms);
    }

    [Fact]
    public void No_form_takes_null_for_a_manager_or_a_body()
    {
        IAsyncContextManager<string> manager = new RecordingManager(), nobody = null!;
        var configured = manager.ConfigureAwait(false);

        Assert.Throws<ArgumentNullException>("manager", () => { nobody.ConfigureAwait(false); });
        Assert.Throws<ArgumentNullException>("manager", () => { _ = nobody.UseAsync(_ => default(ValueTask)).AsTask(); });
        Assert.Throws<ArgumentNullException>("manager", () => { _ = nobody.UseAsync(_ => Task.CompletedTask).AsTask(); });
        Assert.Throws<ArgumentNullException>("manager", () => { _ = nobody.UseAsync(() => default(ValueTask)).AsTask(); });
        Assert.Throws<ArgumentNullException>("manager", () => { _ = nobody.UseAsync(() => Task.CompletedTask).AsTask(); });
        Assert.Throws<ArgumentNullException>("manager", () => { _ = nobody.UseAsync(_ => new ValueTask<int>(1)).AsTask(); });
        Assert.Throws<ArgumentNullException>("manager", () => { _ = nobody.UseOrDefaultAsync(_ => new ValueTask<int>(1)).AsTask(); });
        Assert.Throws<ArgumentNullException>("manager", () => { _ = nobody.UseAsync(1, (_, _) => default(ValueTask)).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync((Func<string, ValueTask>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync((Func<string, Task>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync((Func<ValueTask>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync((Func<Task>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync((Func<string, ValueTask<int>>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseOrDefaultAsync((Func<string, Task<int>>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("manager", () => { _ = nobody.UseAsync(_ => { }).AsTask(); });
        Assert.Throws<ArgumentNullException>("manager", () => { _ = nobody.UseAsync(_ => 1).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync((Action<string>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync((Action)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync((Func<string, int>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync((Func<int>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = manager.UseAsync(1, (Func<string, int, ValueTask>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = configured.UseAsync((Func<string, ValueTask>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = configured.UseAsync((Func<string, Task<int>>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = configured.UseOrDefaultAsync((Func<string, Task<int>>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = configured.UseAsync(1, (Func<string, int, ValueTask>)null!).AsTask(); });
    }
}
