using AsyncWith.Tests.Contract;

namespace AsyncWith.Tests;

/// <summary>The statement for three managers.</summary>
public sealed class ThreeManagersTests() : TupleContract(size: 3)
{
    protected override async Task<int> RunAsync(TupleForm form, IAsyncContextManager<string>[] m, Func<string, Task<int>> block, CancellationToken token = default)
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
}
