using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

public abstract partial class AsyncContextManagerContract<T>
{
    [Fact]
    public async Task Works_without_the_statement()
    {
        var manager = Create();

        AssertResource(await manager.EnterAsync().OrTimeout());
        AssertHeld();
        await manager.ExitAsync(null).OrTimeout();

        AssertNothingHeld();
    }

    [Fact]
    public async Task Exit_without_enter_is_reported() =>
        AssertReported(await ErrorOfAsync(() => Create().ExitAsync(null)));

    [Fact]
    public async Task A_second_exit_is_reported()
    {
        var manager = Create();
        await manager.EnterAsync().OrTimeout();
        await manager.ExitAsync(null).OrTimeout();

        AssertReported(await ErrorOfAsync(() => manager.ExitAsync(null)));
        AssertNothingHeld();
    }

    [Fact]
    public async Task A_second_use_works_or_is_reported()
    {
        var manager = Create();
        await manager.UseAsync(async () => AssertHeld()).OrTimeout();
        var runs = 0;

        var reported = await ErrorOfAsync(() => manager.UseAsync(async () => { runs++; AssertHeld(); }));

        if (Reuse == Reuse.SingleUse)
            AssertMisuse(reported);
        else
            Assert.Null(reported);
        Assert.Equal(Reuse == Reuse.SingleUse ? 0 : 1, runs);
        AssertNothingHeld();
    }

    [Fact]
    public async Task A_second_use_inside_the_first_works_or_is_reported()
    {
        if (Reuse == Reuse.Reusable)
            return; // it may as well wait for the first to end

        var manager = Create();
        await manager.UseAsync(async () =>
        {
            var reported = await ErrorOfAsync(() => manager.UseAsync(async () => AssertHeld()));

            if (Reuse == Reuse.SingleUse)
                AssertMisuse(reported);
            else
                Assert.Null(reported);
            AssertHeld();
        }).OrTimeout();

        AssertNothingHeld();
    }
}
