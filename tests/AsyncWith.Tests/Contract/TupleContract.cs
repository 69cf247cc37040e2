using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary>What the statement for a tuple promises in each of its forms. The tests of each size inherit this.</summary>
public abstract class TupleContract(int size)
{
    private const int Result = 42;
    private readonly RecordingManager _log = new();

    /// <summary>Runs <paramref name="block"/>, which is given all resources in their order, in the form; returns 0 where there is no
    /// result.</summary>
    protected abstract Task<int> RunAsync(
        TupleForm form, IAsyncContextManager<string>[] m, Func<string, Task<int>> block, CancellationToken token = default);

    /// <summary>Calls the form with a block that is null.</summary>
    protected abstract Task RunNothingAsync(TupleForm form, IAsyncContextManager<string>[] m);

    private static bool HasResult(TupleForm form) => form is not (TupleForm.Void or TupleForm.VoidOfTask);

    private static string Join(IEnumerable<string> words) => string.Join(' ', words);

    private RecordingManager[] Managers(Interleaving how, int suppressing = -1, int failing = -1, Exception? failure = null) =>
        [
            .. Enumerable.Range(0, size).Select(
                i => new RecordingManager(how, $"{i}") { Log = _log, Suppresses = i == suppressing, ExitThrows = i == failing ? failure : null })];

    [Theory, AllCombinations]
    public async Task Enters_in_order_runs_the_block_with_all_resources_and_exits_last_first(TupleForm form, Interleaving how)
    {
        using var source = new CancellationTokenSource();
        var managers = Managers(how);

        var result = await RunAsync(form, managers, async resources =>
        {
            _log.Note(resources);
            await Task.Yield();
            return Result;
        }, source.Token).OrTimeout();

        Assert.Equal(HasResult(form) ? Result : 0, result);
        Assert.All(managers, manager => Assert.Equal(source.Token, manager.Token));
        var order = Enumerable.Range(0, size).ToArray();
        Assert.Equal(
            $"{Join(order.Select(i => $"enter{i}"))} {string.Concat(order.Select(i => $"resource{i}"))} "
                + $"{Join(order.Reverse().Select(i => $"exit{i}"))}",
            _log.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U3"), Trait("Rule", "U5")]
    public async Task What_the_block_throws_is_seen_by_all_and_leaves_unchanged(TupleForm form, bool beforeItsTask)
    {
        var block = new BlockException();
        var managers = Managers(Interleaving.Suspends);

        var statement = RunAsync(form, managers, _ => beforeItsTask ? throw block : Task.FromException<int>(block));

        Assert.Same(block, await Assert.ThrowsAsync<BlockException>(() => statement.OrTimeout()));
        Assert.All(managers, manager => Assert.Same(block, manager.Seen));
    }

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public async Task Whichever_manager_suppresses_the_form_says_what_happens_without_a_result(TupleForm form, Interleaving how)
    {
        for (var suppressing = 0; suppressing < size; suppressing++)
        {
            var (block, managers) = (new BlockException(), Managers(how, suppressing));

            var statement = RunAsync(form, managers, _ => throw block);

            if (form is TupleForm.Result or TupleForm.ResultOfTask)
            {
                var noResult = await Assert.ThrowsAsync<InvalidOperationException>(() => statement.OrTimeout());
                Assert.Contains("UseOrDefaultAsync", noResult.Message, StringComparison.Ordinal);
                Assert.Same(block, noResult.InnerException);
            }
            else
            {
                Assert.Equal(0, await statement.OrTimeout());
            }

            Assert.Equal(Enumerable.Range(0, size).Select(i => i < suppressing ? null : block), managers.Select(manager => manager.Seen));
        }
    }

    [Theory, AllCombinations, Trait("Rule", "E4")]
    public async Task What_was_suppressed_is_no_context_of_a_failure_further_out(TupleForm form, Interleaving how)
    {
        var failure = new ExitException();
        var managers = Managers(how, suppressing: size - 1, failing: 0, failure);

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => RunAsync(form, managers, _ => throw new BlockException()).OrTimeout()));
        Assert.Equal([failure], failure.Reachable());
        Assert.Null(managers[0].Seen);
    }

    [Theory, AllCombinations, Trait("Rule", "E3")]
    public async Task A_failing_exit_keeps_the_failure_of_the_block_inside(TupleForm form, Interleaving how)
    {
        var (block, failure) = (new BlockException(), new ExitException());
        var managers = Managers(how, failing: size - 1, failure: failure);

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => RunAsync(form, managers, _ => throw block).OrTimeout()));
        Assert.Same(block, failure.InnerException);
        Assert.All(managers[..^1], manager => Assert.Same(failure, manager.Seen));
    }

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public Task The_block_and_the_exits_run_on_the_context_of_the_caller(TupleForm form) => SingleThreadedContext.RunAsync(async () =>
    {
        var managers = Enumerable.Range(0, size).Select(i => new DelegateManager<string>(
            async _ =>
            {
                await Task.Yield();
                return $"resource{i}";
            },
            async _ =>
            {
                SingleThreadedContext.AssertIsCurrent();
                await Task.Yield();
                return false;
            })).ToArray();

        await RunAsync(form, managers, async _ =>
        {
            SingleThreadedContext.AssertIsCurrent();
            await Task.Yield();
            return Result;
        });

        SingleThreadedContext.AssertIsCurrent();
    });

    [Theory, AllCombinations]
    public async Task Nothing_may_be_null_and_nothing_is_entered_then(TupleForm form)
    {
        for (var missing = 0; missing < size; missing++)
        {
            IAsyncContextManager<string>[] managers = Managers(Interleaving.Synchronous);
            managers[missing] = null!;
            await Assert.ThrowsAsync<ArgumentNullException>(() => RunAsync(form, managers, _ => throw new NotSupportedException()).OrTimeout());
        }

        await Assert.ThrowsAsync<ArgumentNullException>("body", () => RunNothingAsync(form, Managers(Interleaving.Synchronous)).OrTimeout());
        Assert.Equal("", _log.Calls);
    }
}
