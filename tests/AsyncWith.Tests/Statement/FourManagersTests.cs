using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>The statement for four managers.</summary>
public sealed class FourManagersTests() : TupleContract(size: 4)
{
    protected override async Task<int> RunAsync(
        TupleForm form, IAsyncContextManager<string>[] m, Func<string, Task<int>> block, CancellationToken token = default)
    {
        var managers = (m[0], m[1], m[2], m[3]);
        switch (form)
        {
            case TupleForm.Void:
                await managers.UseAsync(async (a, b, c, d) => { await block(a + b + c + d); }, token);
                return 0;
            case TupleForm.VoidOfTask:
                await managers.UseAsync(Task (string a, string b, string c, string d) => block(a + b + c + d), token);
                return 0;
            case TupleForm.Result:
                return await managers.UseAsync(async (a, b, c, d) => await block(a + b + c + d), token);
            case TupleForm.ResultOfTask:
                return await managers.UseAsync(Task<int> (string a, string b, string c, string d) => block(a + b + c + d), token);
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }

    protected override async Task RunNothingAsync(TupleForm form, IAsyncContextManager<string>[] m)
    {
        var managers = (m[0], m[1], m[2], m[3]);
        switch (form)
        {
            case TupleForm.Void:
                await managers.UseAsync((Func<string, string, string, string, ValueTask>)null!);
                break;
            case TupleForm.VoidOfTask:
                await managers.UseAsync((Func<string, string, string, string, Task>)null!);
                break;
            case TupleForm.Result:
                await managers.UseAsync((Func<string, string, string, string, ValueTask<int>>)null!);
                break;
            case TupleForm.ResultOfTask:
                await managers.UseAsync((Func<string, string, string, string, Task<int>>)null!);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }

    [Fact]
    public async Task A_synchronous_block_is_a_block()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.RejectsInArguments);
        var managers = Enumerable.Range(0, 4).Select(i => new RecordingManager(name: $"{i}")).ToArray();
        var thrown = new BlockException();
        var given = "";

        await (managers[0], managers[1], managers[2], managers[3]).UseAsync((a, b, c, d) => { given = a + b + c + d; });
        Assert.Equal(given.Length, await (managers[0], managers[1], managers[2], managers[3]).UseAsync((a, b, c, d) => (a + b + c + d).Length));
        Assert.Same(
            thrown,
            await Assert.ThrowsAsync<BlockException>(async () => await (managers[0], managers[1], managers[2], managers[3]).UseAsync((a, b, c, d) =>
            {
                if (given.Length > 0)
                    throw thrown;
            })));

        Assert.Equal("resource0resource1resource2resource3", given);
        Assert.All(managers, manager => Assert.Equal((3, thrown), (manager.Calls.Split("exit").Length - 1, manager.Seen)));
        Assert.Throws<ArgumentNullException>(
            "body",
            () => { _ = (managers[0], managers[1], managers[2], managers[3]).UseAsync((Action<string, string, string, string>)null!).AsTask(); });
        Assert.Throws<ArgumentNullException>(
            "body",
            () => { _ = (managers[0], managers[1], managers[2], managers[3]).UseAsync((Func<string, string, string, string, int>)null!).AsTask(); });
    }
}
