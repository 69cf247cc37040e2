using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>Queries: each <c>from</c> enters a manager.</summary>
public sealed partial class SelectTests : AsyncContextManagerContract<string>
{
    private static readonly AsyncLocal<string?> _ambient = new();
    private readonly Holdings _holdings = new();

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<string> Create() =>
        from a in _holdings.Manager()
        from b in _holdings.Manager(Interleaving.Synchronous)
        select $"{a} and {b}";

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_exit_on_another_thread_exits_what_the_enter_has_entered(bool second)
    {
        var part = _holdings.Manager(Interleaving.NotAsync);

        await ExitRace.RunAsync(second ? part.SelectMany(_ => part, (_, inner) => inner) : part.Select(resource => resource), rounds: 100_000);

        Assert.Equal(0, _holdings.Held);
        Assert.Equal(second ? 200_000 : 100_000, _holdings.Acquired);
    }

    [Theory, AllCombinations]
    public async Task The_second_manager_is_made_from_the_resource_of_the_first(Interleaving how)
    {
        var log = new RecordingManager();
        RecordingManager Named(string name) => new(how, name) { Log = log };

        var manager =
            from a in Named("A")
            let upper = a + "!"
            from b in Named(upper)
            from c in Named(b + a)
            select (a, b, c);
        Assert.Equal("", log.Calls);

        await manager.UseAsync(async resources =>
            Assert.Equal(("resourceA", "resourceresourceA!", "resourceresourceresourceA!resourceA"), resources)).OrTimeout();

        Assert.Equal(
            "enterA enterresourceA! enterresourceresourceA!resourceA exitresourceresourceA!resourceA exitresourceA! exitA",
            log.Calls);
    }

    [Fact]
    public async Task The_token_enters_all_and_is_cancelled_between_them()
    {
        using var source = new CancellationTokenSource();
        var (first, second) = (new RecordingManager(), new RecordingManager());

        await (from a in first from b in second select a + b).UseAsync(async _ => { }, source.Token).OrTimeout();

        Assert.Equal(source.Token, first.Token);
        Assert.Equal(source.Token, second.Token);

        var outer = _holdings.Manager();
        var cancelled =
            from a in outer
            from b in new DelegateManager<int>(
                async cancellationToken =>
                {
                    await source.CancelAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                    return 0;
                },
                _ => throw new NotSupportedException())
            select a;
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled.EnterAsync(source.Token).OrTimeout());
        Assert.Equal(1, _holdings.Acquired);
        Assert.Equal(0, _holdings.Held);
    }

    [Theory, InlineData("Select"), InlineData("inner"), InlineData("selector")]
    public async Task A_function_that_throws_exits_what_was_entered_with_its_exception(string failing)
    {
        var failure = new EnterException();
        var (first, second) = (new RecordingManager(), new RecordingManager());
        var manager = failing switch
        {
            "Select" => first.Select<string, string>(_ => throw failure),
            "inner" => first.SelectMany<string, string, string>(_ => throw failure, (_, _) => throw new NotSupportedException()),
            _ => first.SelectMany<string, string, string>(_ => second, (_, _) => throw failure),
        };

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => manager.UseAsync(async _ => { }).OrTimeout()));

        Assert.Equal("enter exit", first.Calls);
        Assert.Same(failure, first.Seen);
        Assert.Equal(failing == "selector" ? "enter exit" : "", second.Calls);
        Assert.Null(failure.InnerException);
    }

    [Fact, Trait("Rule", "U1")]
    public async Task Suppressing_the_failure_of_an_enter_makes_no_resource()
    {
        var failure = new EnterException();
        var manager = from a in new RecordingManager { Suppresses = true } from b in new RecordingManager { EnterThrows = failure } select a + b;

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => manager.UseAsync(async _ => { }).OrTimeout()));
    }

    [Fact]
    public async Task A_failed_enter_can_be_tried_again()
    {
        var fails = true;
        var manager = _holdings.Manager().Select(number => fails ? throw new EnterException() : number);

        await Assert.ThrowsAsync<EnterException>(() => manager.EnterAsync().OrTimeout());
        fails = false;
        await manager.UseAsync(async _ => Assert.Equal(1, _holdings.Held)).OrTimeout();

        Assert.Equal(0, _holdings.Held);
    }

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "G5")]
    public async Task Ambient_state_of_all_parts_is_visible_in_the_block_only(bool suspends)
    {
        _ambient.Value = "caller";
        AsyncContextManager<int> Appending(string value) => AsyncContextManager.Create<int>(async yield =>
        {
            if (suspends)
                await Task.Yield();
            _ambient.Value += value;
            var own = _ambient.Value;
            await yield.Return(1);
            Assert.Equal(own, _ambient.Value);
        });

        await (from a in Appending(" A") from b in Appending(" B") let both = _ambient.Value select both).UseAsync(async seen =>
        {
            Assert.Equal("caller A B", seen);
            Assert.Equal("caller A B", _ambient.Value);
            await Task.Yield();
            Assert.Equal("caller A B", _ambient.Value);
        }).OrTimeout();

        Assert.Equal("caller", _ambient.Value);
    }

    [Fact]
    public async Task Entering_it_twice_at_once_is_reported_and_enters_nothing_twice()
    {
        for (var round = 0; round < 200; round++)
        {
            var manager = Create();
            var enters = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(
                    _ => Task.Run(async () => await Record.ExceptionAsync(() => manager.EnterAsync().AsTask())))).OrTimeout();

            Assert.Single(enters, thrown => thrown is null);
            Assert.Equal(3, enters.Count(thrown => thrown is InvalidOperationException));
            Assert.Equal(2, Held);
            await manager.ExitAsync(null).OrTimeout();
            Assert.Equal(0, Held);
        }
    }

    [Fact]
    public void Nothing_may_be_null()
    {
        IAsyncContextManager<int> manager = AsyncContextManager.FromValue(1), none = null!;

        Assert.Throws<ArgumentNullException>("manager", () => none.Select(number => number));
        Assert.Throws<ArgumentNullException>("selector", () => manager.Select<int, int>(null!));
        Assert.Throws<ArgumentNullException>("manager", () => none.SelectMany(_ => manager, (a, b) => a + b));
        Assert.Throws<ArgumentNullException>("inner", () => manager.SelectMany<int, int, int>(null!, (a, b) => a + b));
        Assert.Throws<ArgumentNullException>("selector", () => manager.SelectMany<int, int, int>(_ => manager, null!));
    }
}
