using AsyncWith.Tests.Contract;

namespace AsyncWith.Tests;

/// <summary>The statement for four managers.</summary>
public sealed class FourManagersTests() : TupleContract(size: 4)
{
    protected override async Task<int> RunAsync(TupleForm form, IAsyncContextManager<string>[] m, Func<string, Task<int>> block, CancellationToken token = default)
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
}
