using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed partial class FromDisposableTests
{
    public static TheoryData<string> Forms => ["Task", "no token", "Task, no token", "synchronous"];

    private static IAsyncContextManager<Disposable> Open(string form, Func<CancellationToken, Disposable> open) => form switch
    {
        "Task" => AsyncContextManager.FromDisposable(async Task<Disposable> (token) => { await Task.Yield(); return open(token); }),
        "no token" => AsyncContextManager.FromDisposable(async () => { await Task.Yield(); return open(default); }),
        "Task, no token" => AsyncContextManager.FromDisposable(async Task<Disposable> () => { await Task.Yield(); return open(default); }),
        _ => AsyncContextManager.FromDisposable(() => open(default)),
    };

    [Theory, MemberData(nameof(Forms))]
    public async Task Whatever_form_the_function_has_the_resource_is_opened_by_the_enter_and_disposed_of_by_the_exit(string form)
    {
        using var source = new CancellationTokenSource();
        var (opened, given) = (0, default(CancellationToken));
        var resource = new Disposable(Interleaving.Suspends);
        var manager = Open(form, token =>
        {
            opened++;
            given = token;
            return resource;
        });
        Assert.Equal(0, opened);

        await manager.UseAsync(used =>
        {
            Assert.Same(resource, used);
            Assert.Equal((1, 0), (opened, resource.Disposals));
        }, source.Token).OrTimeout();

        Assert.Equal(1, resource.Disposals);
        Assert.Equal(form == "Task" ? source.Token : default, given);
    }

    [Theory, MemberData(nameof(Forms)), Trait("Rule", "U1")]
    public async Task Whatever_form_the_function_has_its_failure_is_that_of_the_enter(string form)
    {
        var failure = new EnterException();

        Assert.Same(
            failure,
            await Assert.ThrowsAsync<EnterException>(
                () => Open(form, _ => throw failure).UseAsync(_ => throw new NotSupportedException()).OrTimeout()));
    }

    [Fact]
    public void No_form_of_the_function_may_be_null()
    {
        Assert.Throws<ArgumentNullException>("open", () => AsyncContextManager.FromDisposable((Func<CancellationToken, Task<Disposable>>)null!));
        Assert.Throws<ArgumentNullException>("open", () => AsyncContextManager.FromDisposable((Func<ValueTask<Disposable>>)null!));
        Assert.Throws<ArgumentNullException>("open", () => AsyncContextManager.FromDisposable((Func<Task<Disposable>>)null!));
        Assert.Throws<ArgumentNullException>("open", () => AsyncContextManager.FromDisposable((Func<Disposable>)null!));
    }
}
