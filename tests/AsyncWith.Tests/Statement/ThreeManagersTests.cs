using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>The statement for three managers.</summary>
public sealed class ThreeManagersTests() : TupleContract(size: 3)
{
    protected override async Task<int> RunAsync(
        TupleForm form, IAsyncContextManager<string>[] m, Func<string, Task<int>> block, CancellationToken token = default)
    {
        var managers = (m[0], m[1], m[2]);
        switch (form)
        {
            case TupleForm.Void:
                await managers.UseAsync(async (a, b, c) => { await block(a + b + c); }, token);
                return 0;
            case TupleForm.VoidOfTask:
                await managers.UseAsync(Task (string a, string b, string c) => block(a + b + c), token);
                return 0;
            case TupleForm.Result:
                return await managers.UseAsync(async (a, b, c) => await block(a + b + c), token);
            case TupleForm.ResultOfTask:
                return await managers.UseAsync(Task<int> (string a, string b, string c) => block(a + b + c), token);
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }

    protected override async Task RunNothingAsync(TupleForm form, IAsyncContextManager<string>[] m)
    {
        var managers = (m[0], m[1], m[2]);
        switch (form)
        {
            case TupleForm.Void:
                await managers.UseAsync((Func<string, string, string, ValueTask>)null!);
                break;
            case TupleForm.VoidOfTask:
                await managers.UseAsync((Func<string, string, string, Task>)null!);
                break;
            case TupleForm.Result:
                await managers.UseAsync((Func<string, string, string, ValueTask<int>>)null!);
                break;
            case TupleForm.ResultOfTask:
                await managers.UseAsync((Func<string, string, string, Task<int>>)null!);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }

    [Fact]
    public async Task A_synchronous_block_is_a_block()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.RejectsInArguments);
        var managers = Enumerable.Range(0, 3).Select(i => new RecordingManager(name: $"{i}")).ToArray();
        var thrown = new BlockException();
        var given = "";

        await (managers[0], managers[1], managers[2]).UseAsync((a, b, c) => { given = a + b + c; });
        Assert.Equal(given.Length, await (managers[0], managers[1], managers[2]).UseAsync((a, b, c) => (a + b + c).Length));
        Assert.Same(thrown, await Assert.ThrowsAsync<BlockException>(async () => await (managers[0], managers[1], managers[2]).UseAsync((a, b, c) =>
        {
            if (given.Length > 0)
                throw thrown;
        })));

        Assert.Equal("resource0resource1resource2", given);
        Assert.All(managers, manager => Assert.Equal((3, thrown), (manager.Calls.Split("exit").Length - 1, manager.Seen)));
        Assert.Throws<ArgumentNullException>(
            "body", () => { _ = (managers[0], managers[1], managers[2]).UseAsync((Action<string, string, string>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>(
            "body", () => { _ = (managers[0], managers[1], managers[2]).UseAsync((Func<string, string, string, int>)null!).AsTask(); });
    }
}
