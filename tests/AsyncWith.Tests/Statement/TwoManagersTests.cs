using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>The statement for two managers.</summary>
public sealed class TwoManagersTests() : TupleContract(size: 2)
{
    protected override async Task<int> RunAsync(
        TupleForm form, IAsyncContextManager<string>[] m, Func<string, Task<int>> block, CancellationToken token = default)
    {
        var managers = (m[0], m[1]);
        switch (form)
        {
            case TupleForm.Void:
                await managers.UseAsync(async (a, b) => { await block(a + b); }, token);
                return 0;
            case TupleForm.VoidOfTask:
                await managers.UseAsync(Task (string a, string b) => block(a + b), token);
                return 0;
            case TupleForm.Result:
                return await managers.UseAsync(async (a, b) => await block(a + b), token);
            case TupleForm.ResultOfTask:
                return await managers.UseAsync(Task<int> (string a, string b) => block(a + b), token);
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }

    protected override async Task RunNothingAsync(TupleForm form, IAsyncContextManager<string>[] m)
    {
        var managers = (m[0], m[1]);
        switch (form)
        {
            case TupleForm.Void:
                await managers.UseAsync((Func<string, string, ValueTask>)null!);
                break;
            case TupleForm.VoidOfTask:
                await managers.UseAsync((Func<string, string, Task>)null!);
                break;
            case TupleForm.Result:
                await managers.UseAsync((Func<string, string, ValueTask<int>>)null!);
                break;
            case TupleForm.ResultOfTask:
                await managers.UseAsync((Func<string, string, Task<int>>)null!);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }

    [Fact]
    public async Task A_synchronous_block_is_a_block()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.RejectsInArguments);
        var managers = Enumerable.Range(0, 2).Select(i => new RecordingManager(name: $"{i}")).ToArray();
        var thrown = new BlockException();
        var given = "";

        await (managers[0], managers[1]).UseAsync((a, b) => { given = a + b; });
        Assert.Equal(given.Length, await (managers[0], managers[1]).UseAsync((a, b) => (a + b).Length));
        Assert.Same(thrown, await Assert.ThrowsAsync<BlockException>(async () => await (managers[0], managers[1]).UseAsync((a, b) =>
        {
            if (given.Length > 0)
                throw thrown;
        })));

        Assert.Equal("resource0resource1", given);
        Assert.All(managers, manager => Assert.Equal((3, thrown), (manager.Calls.Split("exit").Length - 1, manager.Seen)));
        Assert.Throws<ArgumentNullException>("body", () => { _ = (managers[0], managers[1]).UseAsync((Action<string, string>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>("body", () => { _ = (managers[0], managers[1]).UseAsync((Func<string, string, int>)null!).AsTask(); });
    }
}
