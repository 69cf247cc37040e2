using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed partial class FromAcquireReleaseTests
{
    private readonly List<string> _calls = [];
    private Exception? _seen;

    public static TheoryData<string, string, bool> Forms => new MatrixTheoryData<string, string, bool>(
        ["ValueTask, token", "Task, token", "ValueTask", "Task", "synchronous"], ["ValueTask", "Task", "synchronous"], [false, true]);

    private IAsyncContextManager<string> Make(string acquire, string release) => (acquire, release) switch
    {
        ("ValueTask, token", "ValueTask") => AsyncContextManager.FromAcquireRelease(
            async token => { await Task.Yield(); return Acquire(token); }, async (r, e) => { await Task.Yield(); Release(r, e); }),
        ("ValueTask, token", "Task") => AsyncContextManager.FromAcquireRelease(
            async token => { await Task.Yield(); return Acquire(token); }, async Task (r, e) => { await Task.Yield(); Release(r, e); }),
        ("ValueTask, token", "synchronous") =>
            AsyncContextManager.FromAcquireRelease(async token => { await Task.Yield(); return Acquire(token); }, (r, e) => Release(r, e)),
        ("Task, token", "ValueTask") => AsyncContextManager.FromAcquireRelease(
            async Task<string> (token) => { await Task.Yield(); return Acquire(token); }, async (r, e) => { await Task.Yield(); Release(r, e); }),
        ("Task, token", "Task") => AsyncContextManager.FromAcquireRelease(
            async Task<string> (token) => { await Task.Yield(); return Acquire(token); },
            async Task (r, e) => { await Task.Yield(); Release(r, e); }),
        ("Task, token", "synchronous") => AsyncContextManager.FromAcquireRelease(
            async Task<string> (token) => { await Task.Yield(); return Acquire(token); }, (r, e) => Release(r, e)),
        ("ValueTask", "ValueTask") => AsyncContextManager.FromAcquireRelease(
            async () => { await Task.Yield(); return Acquire(default); }, async (r, e) => { await Task.Yield(); Release(r, e); }),
        ("ValueTask", "Task") => AsyncContextManager.FromAcquireRelease(
            async () => { await Task.Yield(); return Acquire(default); }, async Task (r, e) => { await Task.Yield(); Release(r, e); }),
        ("ValueTask", "synchronous") =>
            AsyncContextManager.FromAcquireRelease(async () => { await Task.Yield(); return Acquire(default); }, (r, e) => Release(r, e)),
        ("Task", "ValueTask") => AsyncContextManager.FromAcquireRelease(
            async Task<string> () => { await Task.Yield(); return Acquire(default); }, async (r, e) => { await Task.Yield(); Release(r, e); }),
        ("Task", "Task") => AsyncContextManager.FromAcquireRelease(
            async Task<string> () => { await Task.Yield(); return Acquire(default); }, async Task (r, e) => { await Task.Yield(); Release(r, e); }),
        ("Task", "synchronous") => AsyncContextManager.FromAcquireRelease(
            async Task<string> () => { await Task.Yield(); return Acquire(default); }, (r, e) => Release(r, e)),
        ("synchronous", "ValueTask") =>
            AsyncContextManager.FromAcquireRelease(() => Acquire(default), async (r, e) => { await Task.Yield(); Release(r, e); }),
        ("synchronous", "Task") =>
            AsyncContextManager.FromAcquireRelease(() => Acquire(default), async Task (r, e) => { await Task.Yield(); Release(r, e); }),
        ("synchronous", "synchronous") => AsyncContextManager.FromAcquireRelease(() => Acquire(default), (r, e) => Release(r, e)),
        _ => throw new ArgumentOutOfRangeException(nameof(acquire)),
    };

    private string Acquire(CancellationToken cancellationToken)
    {
        _calls.Add(cancellationToken.CanBeCanceled ? "acquire with token" : "acquire");
        return "lease";
    }

    private void Release(string resource, Exception? exception)
    {
        _calls.Add($"release {resource}");
        _seen = exception;
    }

    [Theory, MemberData(nameof(Forms)), Trait("Rule", "U3")]
    public async Task Whatever_forms_the_functions_have_both_are_called_and_the_release_sees_the_exception(string acquire, string release, bool fails)
    {
        using var source = new CancellationTokenSource();
        var block = fails ? new BlockException() : null;

        var thrown = await Record.ExceptionAsync(() => Make(acquire, release).UseAsync(resource =>
        {
            _calls.Add($"use {resource}");
            if (block is not null)
                throw block;
        }, source.Token).OrTimeout());

        Assert.Same(block, thrown);
        Assert.Same(block, _seen);
        Assert.Equal([acquire.EndsWith("token", StringComparison.Ordinal) ? "acquire with token" : "acquire", "use lease", "release lease"], _calls);
    }

    [Fact]
    public void No_form_of_the_functions_may_be_null()
    {
        Assert.Throws<ArgumentNullException>(
            "acquire", () => AsyncContextManager.FromAcquireRelease((Func<Task<int>>)null!, (_, _) => Task.CompletedTask));
        Assert.Throws<ArgumentNullException>("acquire", () => AsyncContextManager.FromAcquireRelease((Func<int>)null!, (_, _) => { }));
        Assert.Throws<ArgumentNullException>("release", () => AsyncContextManager.FromAcquireRelease(() => 1, (Action<int, Exception?>)null!));
        Assert.Throws<ArgumentNullException>("release", () => AsyncContextManager.FromAcquireRelease(() => 1, (Func<int, Exception?, Task>)null!));
    }
}
