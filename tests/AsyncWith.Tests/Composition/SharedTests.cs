using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed partial class SharedTests : AsyncContextManagerContract<int>
{
    private static readonly AsyncLocal<string?> _ambient = new();
    private readonly Holdings _holdings = new();

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reentrant;

    protected override IAsyncContextManager<int> Create() => AsyncContextManager.Shared(() => _holdings.Manager());

    [Theory, AllCombinations]
    public async Task The_first_user_enters_and_the_last_one_out_exits(Interleaving how)
    {
        var manager = new RecordingManager(how);
        var shared = AsyncContextManager.Shared(() => manager);

        Assert.Equal("resource", await shared.EnterAsync().OrTimeout());
        Assert.Equal("resource", await shared.EnterAsync().OrTimeout());
        Assert.Equal("enter", manager.Calls);
        await shared.ExitAsync(null).OrTimeout();
        Assert.Equal("resource", await shared.EnterAsync().OrTimeout());
        await shared.ExitAsync(null).OrTimeout();
        Assert.Equal("enter", manager.Calls);

        await shared.ExitAsync(null).OrTimeout();
        Assert.Equal("enter exit", manager.Calls);
    }

    [Fact]
    public async Task Each_time_it_is_entered_anew_the_factory_makes_a_new_manager()
    {
        var made = 0;
        var shared = AsyncContextManager.Shared(() => AsyncContextManager.Create<int>(async yield => await yield.Return(++made)));
        Assert.Equal(0, made);

        for (var use = 1; use <= 3; use++)
            Assert.Equal(use, await shared.UseAsync(async number => await shared.UseAsync(async again => again)).OrTimeout());

        Assert.Equal(3, made);
    }

    [Theory, AllCombinations]
    public async Task The_exit_is_told_how_the_block_of_the_last_user_ended(Interleaving how, bool lastFails)
    {
        var (early, late) = (new BlockException(), new BlockException());
        var manager = new RecordingManager(how) { Suppresses = true };
        var shared = AsyncContextManager.Shared(() => manager);
        await shared.EnterAsync().OrTimeout();
        await shared.EnterAsync().OrTimeout();

        Assert.False(await shared.ExitAsync(lastFails ? null : early).OrTimeout());
        var answer = await shared.ExitAsync(lastFails ? late : null).OrTimeout();

        Assert.Same(lastFails ? late : null, manager.Seen);
        Assert.True(answer);
    }

    [Theory, AllCombinations]
    public async Task A_failed_enter_is_not_remembered(Interleaving how)
    {
        var (failure, tries) = (new EnterException(), 0);
        var shared = AsyncContextManager.Shared(() => ++tries < 3 ? new RecordingManager(how) { EnterThrows = failure } : new RecordingManager(how));

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => shared.EnterAsync().OrTimeout()));
        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => shared.EnterAsync().OrTimeout()));
        await shared.UseAsync(async resource => Assert.Equal("resource", resource)).OrTimeout();

        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task A_factory_that_throws_is_not_remembered()
    {
        var (failure, fails) = (new EnterException(), true);
        var shared = AsyncContextManager.Shared(() => fails ? throw failure : _holdings.Manager());

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => shared.EnterAsync().OrTimeout()));
        fails = false;
        await shared.UseAsync(async () => Assert.Equal(1, Held)).OrTimeout();
        Assert.Throws<ArgumentNullException>("factory", () => AsyncContextManager.Shared<int>(null!));
    }

    [Theory, AllCombinations, Trait("Rule", "E1")]
    public async Task A_failed_exit_leaves_the_last_user_and_the_next_one_enters_anew(Interleaving how)
    {
        var (failure, block) = (new ExitException(), new BlockException());
        var managers = new Queue<RecordingManager>([new(how) { ExitThrows = failure }, new(how)]);
        var shared = AsyncContextManager.Shared(() => managers.Dequeue());

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => shared.UseAsync(_ => throw block).OrTimeout()));
        Assert.Same(block, failure.InnerException);

        await shared.UseAsync(async _ => { }).OrTimeout();
        Assert.Empty(managers);
    }

    [Fact]
    public async Task Users_that_arrive_during_the_exit_wait_for_it_and_enter_anew()
    {
        var (exiting, exited) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var made = 0;
        var shared = AsyncContextManager.Shared(() => new DelegateManager<int>(_ => new(++made), async _ =>
        {
            exiting.TrySetResult();
            await exited.Task;
            return false;
        }));
        await shared.EnterAsync();

        var exit = shared.ExitAsync(null).AsTask();
        await exiting.Task;
        var next = Enumerable.Range(0, 10).Select(_ => shared.EnterAsync().AsTask()).ToArray();
        Assert.All(next, entering => Assert.False(entering.IsCompleted));
        Assert.Equal(1, made);
        exited.SetResult();

        await exit.OrTimeout();
        Assert.All(await Task.WhenAll(next).OrTimeout(), number => Assert.Equal(2, number));
    }

    [Fact]
    public async Task Waiting_for_the_first_enter_can_be_cancelled_and_takes_nothing_from_the_others()
    {
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<Exception?>();
        var shared = AsyncContextManager.Shared(() => new DelegateManager<int>(_ => new(gate.Task), Exits.Seeing(seen)));
        using var source = new CancellationTokenSource();
        var first = shared.EnterAsync().AsTask();
        var impatient = shared.EnterAsync(source.Token).AsTask();
        var patient = shared.EnterAsync().AsTask();

        await source.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.OrTimeout());
        Assert.Equal(source.Token, cancelled.CancellationToken);
        gate.SetResult(1);

        Assert.All(await Task.WhenAll(first, patient).OrTimeout(), number => Assert.Equal(1, number));
        await shared.ExitAsync(null).OrTimeout();
        Assert.Empty(seen);
        await shared.ExitAsync(null).OrTimeout();
        Assert.Single(seen);
    }

    [Fact]
    public async Task A_first_user_that_is_cancelled_leaves_the_enter_to_the_next_one()
    {
        var started = new TaskCompletionSource();
        var shared = AsyncContextManager.Shared(() => new DelegateManager<int>(
            async cancellationToken =>
            {
                started.TrySetResult();
                if (cancellationToken.CanBeCanceled)
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                return _holdings.Acquire();
            },
            async _ =>
            {
                _holdings.Release();
                return false;
            }));
        using var source = new CancellationTokenSource();
        var first = shared.EnterAsync(source.Token).AsTask();
        await started.Task.OrTimeout();
        var second = shared.EnterAsync().AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.OrTimeout());
        Assert.Equal(1, await second.OrTimeout());
        await shared.ExitAsync(null).OrTimeout();
        Assert.Equal(0, Held);
    }

    [Fact]
    public async Task Its_text_says_how_many_users_it_has()
    {
        var shared = Create();
        List<string?> texts = [shared.ToString()];

        await shared.UseAsync(async _ =>
        {
            texts.Add(shared.ToString());
            await shared.UseAsync(() => texts.Add(shared.ToString()));
            texts.Add(shared.ToString());
        }).OrTimeout();
        texts.Add(shared.ToString());

        Assert.Equal(["Shared Int32", "Shared Int32, 1 user", "Shared Int32, 2 users", "Shared Int32, 1 user", "Shared Int32"], texts);
    }

    [Fact]
    public async Task Nothing_of_the_resource_is_kept_after_the_last_user()
    {
        var shared = AsyncContextManager.Shared(() => AsyncContextManager.FromValue(new object()));

        var resource = await UseAsync(shared);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(resource.IsAlive);
        GC.KeepAlive(shared);

        static async Task<WeakReference> UseAsync(IAsyncContextManager<object> shared) =>
            await shared.UseAsync(async resource => new WeakReference(resource)).OrTimeout();
    }

    [Fact]
    public async Task Ambient_state_of_the_shared_manager_is_not_visible_to_its_users()
    {
        _ambient.Value = "caller";
        var shared = AsyncContextManager.Shared(() => AsyncContextManager.Create<int>(async yield =>
        {
            _ambient.Value = "shared";
            await yield.Return(1);
            Assert.Equal("shared", _ambient.Value);
        }));

        await shared.UseAsync(async _ => Assert.Equal("caller", _ambient.Value)).OrTimeout();

        Assert.Equal("caller", _ambient.Value);
    }
}
