using System.Diagnostics;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary><c>ToString()</c> of a manager says what it is, and whether it is entered.</summary>
public sealed class ManagerNameTests
{
    private static readonly ActivitySource _source = new(nameof(ManagerNameTests));
    private static readonly Stream _stream = Stream.Null;

    public static TheoryData<string> Names =>
    [
        "Deadline after 00:00:05", "Deadline without limit", "Deadline at 2030-01-02T03:04:05.0000000+00:00", "TaskGroup", "TaskGroup (4 at a time)",
        "Suppress IOException", "Span import", "Span import (Client)", "TemporaryDirectory", "Stream (disposable)", "Stream (opened)",
        "Stream (acquire and release)",
        "Int32 (async enumerable)", "String (value)", "WhenAll of 2", "String (value), as Int32", "String (value), then Int32", "Shared String",
        "String (value), exit within 00:00:01",
    ];

    [Theory, MemberData(nameof(Names))]
    public async Task A_manager_is_named(string name)
    {
        switch (name.Split([' ', ','])[0])
        {
            case "Deadline":
                await CheckAsync(name, name.Contains(" at ", StringComparison.Ordinal)
                    ? Deadline.At(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero))
                    : Deadline.After(name.Contains("after", StringComparison.Ordinal) ? TimeSpan.FromSeconds(5) : Timeout.InfiniteTimeSpan));
                break;
            case "TaskGroup":
                await CheckAsync(name, name == "TaskGroup" ? TaskGroup.Create() : TaskGroup.CreateBounded(4));
                break;
            case "Suppress":
                await CheckAsync(name, AsyncContextManager.Suppress<IOException>());
                break;
            case "Span":
                await CheckAsync(name, name == "Span import" ? _source.StartSpan("import") : _source.StartSpan("import", ActivityKind.Client));
                break;
            case "TemporaryDirectory":
                await CheckAsync(name, TemporaryDirectory.Create());
                break;
            case "Stream":
                await CheckAsync(name, name.Contains("disposable", StringComparison.Ordinal) ? AsyncContextManager.FromDisposable(_stream)
                    : name.Contains("opened", StringComparison.Ordinal) ? AsyncContextManager.FromDisposable<Stream>(_ => new(_stream))
                    : AsyncContextManager.FromAcquireRelease<Stream>(_ => new(_stream), (_, _) => default));
                break;
            case "Int32":
                await CheckAsync(name, AsyncContextManager.FromAsyncEnumerable<int>(_ => OneAsync()));
                break;
            case "WhenAll":
                await CheckAsync(name, AsyncContextManager.WhenAll(Value(), Value()));
                break;
            case "Shared":
                await CheckAsync(name, AsyncContextManager.Shared(Value), "Shared String, 1 user");
                break;
            case "String" when name.Contains("as ", StringComparison.Ordinal):
                await CheckAsync(name, Value().Select(text => text.Length), "String (value), as Int32, open");
                break;
            case "String" when name.Contains("then ", StringComparison.Ordinal):
                await CheckAsync(
                    name, Value().SelectMany(_ => AsyncContextManager.FromValue(1), (text, _) => text), "String (value), Int32 (value), open");
                break;
            case "String" when name.Contains("within", StringComparison.Ordinal):
                await CheckAsync(name, Value().WithExitTimeout(TimeSpan.FromSeconds(1)), name);
                break;
            default:
                await CheckAsync(name, Value(), name);
                break;
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_generator_says_which_method_it_is_and_what_it_does(bool isTask)
    {
        Assert.SkipWhen(isTask && RuntimeAsync.IsOn, "A task of runtime-async does not say which method it is of.");
        var (before, after) = (new TaskCompletionSource(), new TaskCompletionSource());
        var manager = isTask ? Tasks(before.Task, after.Task) : Sessions(before.Task, after.Task);
        var name = isTask ? "Tasks" : "Sessions";
        Assert.Equal($"{name} (generator)", $"{manager}");

        var statement = manager.UseAsync(() => Assert.Equal($"{name} (generator), open", $"{manager}"));
        Assert.Equal($"{name} (generator), entering", $"{manager}");
        before.SetResult();
        Assert.Equal($"{name} (generator), exiting", $"{manager}");
        after.SetResult();
        await statement.OrTimeout();
        Assert.Equal($"{name} (generator), used", $"{manager}");
    }

    [Fact]
    public async Task A_generator_whose_block_failed_is_used()
    {
        var manager = Generated();

        await Assert.ThrowsAsync<BlockException>(() => manager.UseAsync(() => throw new BlockException()).AsTask());

        Assert.Equal("Generated (generator), used", $"{manager}");
    }

    [Fact]
    public async Task What_is_around_a_manager_says_what_is_inside()
    {
        Assert.Equal("Generated (generator), ConfigureAwait(false)", $"{Generated().ConfigureAwait(false)}");
        Assert.Equal("Generated (generator), ConfigureAwait(true)", $"{Generated().ConfigureAwait(true)}");
        Assert.Equal("mine", $"{Generated().Named("mine")}");
        Assert.Equal("Generated (generator)", $"{Generated().As<string, object>()}");
        Assert.Equal("WhenAll of 2", $"{AsyncContextManager.WhenAll(Generated(), AsyncContextManager.FromValue(1))}");
        Assert.Equal("Stream (opened)", $"{AsyncContextManager.FromDisposable(() => _stream)}");
        Assert.Equal("Stream (acquire and release)", $"{AsyncContextManager.FromAcquireRelease(() => _stream, (_, _) => { })}");
        var query = from text in Generated() from number in AsyncContextManager.FromValue(1) select text + number;
        Assert.Equal("Generated (generator), then Int32", $"{query}");
        await query.UseAsync(() => Assert.Equal("Generated (generator), open, Int32 (value), open", $"{query}")).OrTimeout();
    }

    [Fact]
    public async Task A_semaphores_manager_says_how_many_blocks_hold_a_place()
    {
        using var semaphore = new SemaphoreSlim(3);
        var manager = semaphore.Acquire();
        Assert.Equal("SemaphoreSlim (0 held)", $"{manager}");

        await manager.UseAsync(async () => await manager.UseAsync(async () => Assert.Equal("SemaphoreSlim (2 held)", $"{manager}"))).OrTimeout();
    }

    [Fact]
    public async Task A_stack_says_how_many_exits_it_has()
    {
        var stack = new AsyncExitStack();
        Assert.Equal("AsyncExitStack, 0 exits", $"{stack}");
        stack.PushCallback(() => default);
        Assert.Equal("AsyncExitStack, 1 exit", $"{stack}");
        await stack.EnterContextAsync(Value());
        Assert.Equal("AsyncExitStack, 2 exits", $"{stack}");
    }

    [Fact]
    public async Task What_a_manager_hands_over_tells_its_state()
    {
        var clock = new Managers.ManualTimeProvider();
        await Deadline.After(TimeSpan.FromSeconds(5), clock).UseAsync(async deadline =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("expires in 00:00:04", $"{deadline}");
            deadline.Reschedule(Timeout.InfiniteTimeSpan);
            Assert.Equal("no limit", $"{deadline}");
            deadline.Reschedule(TimeSpan.Zero);
            Assert.Equal("expired", $"{deadline}");
        }).OrTimeout();

        TaskGroup? group = null;
        await TaskGroup.CreateBounded(1).UseAsync(async entered =>
        {
            group = entered;
            var gate = new TaskCompletionSource();
            _ = entered.Run(_ => gate.Task);
            _ = entered.Run(_ => gate.Task);
            Assert.Equal("2 children, 1 of them waiting", $"{entered}");
            gate.SetResult();
        }).OrTimeout();
        Assert.Equal("ended", $"{group}");

        Suppressed<IOException>? suppressed = null;
        await AsyncContextManager.Suppress<IOException>().UseAsync(async entered =>
        {
            suppressed = entered;
            Assert.Equal("nothing suppressed", $"{entered}");
            throw new FileNotFoundException();
        }).OrTimeout();
        Assert.Equal("suppressed FileNotFoundException", $"{suppressed}");

        var scope = await Value().BeginAsync();
        Assert.Equal("String (value), entered", $"{scope}");
        scope.Complete();
        Assert.Equal("String (value), completed", $"{scope}");
        await scope.DisposeAsync();
        Assert.Equal("String (value), exited", $"{scope}");
    }

    private static AsyncContextManager<int> Sessions(Task before, Task after) => AsyncContextManager.Create<int>(async yield =>
    {
        await before;
        await yield.Return(1);
        await after;
    });

    private static AsyncContextManager<int> Tasks(Task before, Task after) => AsyncContextManager.Create<int>(async Task (yield) =>
    {
        await before;
        await yield.Return(1);
        await after;
    });

    private static AsyncContextManager<string> Generated() => AsyncContextManager.Create<string>(async yield => await yield.Return("text"));

    private static IAsyncContextManager<string> Value() => AsyncContextManager.FromValue("text");

    private static async IAsyncEnumerable<int> OneAsync()
    {
        await Task.CompletedTask;
        yield return 1;
    }

    private static async Task CheckAsync<T>(string name, IAsyncContextManager<T> manager, string? entered = null)
    {
        Assert.Equal(name, $"{manager}");
        await manager.UseAsync(async () => Assert.Equal(entered ?? $"{name}, open", $"{manager}")).OrTimeout();
        Assert.Equal(name, $"{manager}");
    }
}
