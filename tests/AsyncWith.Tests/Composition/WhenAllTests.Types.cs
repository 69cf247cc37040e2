using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed partial class WhenAllTests
{
    private static RecordingManager Text(RecordingManager log, string name) => new(Interleaving.Suspends, name) { Log = log };

    [Fact]
    public async Task Managers_of_different_types_have_a_tuple_as_their_resource()
    {
        var log = new RecordingManager();

        await AsyncContextManager.WhenAll(_holdings.Manager(), Text(log, "B")).UseAsync(both => log.Note($"{both.First > 0},{both.Second}"));
        await AsyncContextManager.WhenAll(Text(log, "A"), _holdings.Manager(), AsyncContextManager.FromValue('c'))
            .UseAsync(all => log.Note($"{all.First},{all.Third}"));
        await AsyncContextManager.WhenAll(Text(log, "A"), _holdings.Manager(), AsyncContextManager.FromValue('c'), Text(log, "D"))
            .UseAsync(all => log.Note($"{all.First},{all.Fourth}"));

        var calls = log.Calls.Replace("enterD enterA", "enterA enterD", StringComparison.Ordinal); // two that suspend, in any order
        Assert.Equal("enterB True,resourceB exitB enterA resourceA,c exitA enterA enterD resourceA,resourceD exitD exitA", calls);
        Assert.Equal(0, Held);
    }

    [Fact]
    public async Task Managers_of_different_types_are_entered_at_the_same_time()
    {
        var (number, text) = (new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<string>());
        var begun = 0;
        var manager = AsyncContextManager.WhenAll(
            new DelegateManager<int>(_ => { begun++; return new(number.Task); }, _ => new(false)),
            new DelegateManager<string>(_ => { begun++; return new(text.Task); }, _ => new(false)));

        var statement = manager.UseAsync(both => both);
        Assert.Equal(2, begun);
        text.SetResult("text");
        number.SetResult(1);

        Assert.Equal((1, "text"), await statement.OrTimeout());
    }

    [Fact]
    public async Task A_failing_enter_exits_the_managers_of_other_types()
    {
        var (log, failure) = (new RecordingManager(), new EnterException());
        var failing = new DelegateManager<int>(async _ => { await Task.Yield(); throw failure; }, _ => throw new NotSupportedException());

        Assert.Same(
            failure,
            await Assert.ThrowsAsync<EnterException>(() => AsyncContextManager.WhenAll(Text(log, "A"), failing).UseAsync(() => { }).OrTimeout()));
        Assert.Equal("enterA exitA", log.Calls);
    }

    [Fact]
    public async Task A_sequence_of_managers_is_read_once()
    {
        var reads = 0;
        IEnumerable<IAsyncContextManager<int>> Managers()
        {
            reads++;
            yield return _holdings.Manager();
            yield return _holdings.Manager();
        }

        var manager = AsyncContextManager.WhenAll(Managers());
        await manager.UseAsync(resources => Assert.Equal(2, resources.Length)).OrTimeout();
        await manager.UseAsync(() => Assert.Equal(2, Held)).OrTimeout();
        await AsyncContextManager.WhenAll(new List<AsyncContextManager<int>>()).UseAsync(Assert.Empty).OrTimeout();

        Assert.Equal(1, reads);
    }

    [Fact]
    public void Managers_of_one_type_have_an_array_as_their_resource()
    {
        Assert.IsType<IAsyncContextManager<int[]>>(AsyncContextManager.WhenAll(_holdings.Manager(), _holdings.Manager()), exactMatch: false);
        Assert.IsType<IAsyncContextManager<int[]>>(
            AsyncContextManager.WhenAll(_holdings.Manager(), AsyncContextManager.FromValue(1), _holdings.Manager()), exactMatch: false);
        Assert.IsType<IAsyncContextManager<int[]>>(AsyncContextManager.WhenAll([_holdings.Manager(), _holdings.Manager()]), exactMatch: false);
    }

    [Fact]
    public void No_manager_of_another_type_may_be_null()
    {
        var value = AsyncContextManager.FromValue('c');
        Assert.Throws<ArgumentNullException>("second", () => AsyncContextManager.WhenAll<char, int>(value, null!));
        Assert.Throws<ArgumentNullException>("first", () => AsyncContextManager.WhenAll<int, char, char>(null!, value, value));
        Assert.Throws<ArgumentNullException>("fourth", () => AsyncContextManager.WhenAll<char, char, char, int>(value, value, value, null!));
        Assert.Throws<ArgumentNullException>("managers", () => AsyncContextManager.WhenAll((IEnumerable<IAsyncContextManager<int>>)null!));
    }
}
