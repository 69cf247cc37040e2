using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary>What an exception prints is the user's code: the block, and the methods that called it.</summary>
[Trait("Rule", "Stack traces")]
public sealed class StackTraceTests(ITestOutputHelper output)
{
    private const int Depth = 3;

    public enum Form
    {
        Class,
        ClassWithResult,
        Generator,
        GeneratorThatSuspends,
        Tuple,
        TupleWithResult,
        Stack,
        Scope,
        ScopeWithResult,
        Bridge,
        Query,
        WhenAll,
        Select,
        Deadline,
    }

    [Theory, AllCombinations]
    public async Task No_frame_of_the_library_is_in_the_text_of_what_a_block_threw(Form form, bool suspends)
    {
        var thrown = await Record.ExceptionAsync(() => NestAsync(form, suspends, Depth));

        output.WriteLine(thrown!.ToString());
        Assert.IsType<InvalidTimeZoneException>(thrown);
        Assert.Empty(LibraryFrames(thrown));
        Assert.Contains(nameof(BlockAsync), thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory, AllCombinations]
    public async Task No_frame_of_the_library_is_in_the_text_of_what_an_exit_threw(Form form, bool suspends)
    {
        var thrown = await Record.ExceptionAsync(
            () => UseAsync(form, async () => await Managers.Failing(suspends).UseAsync(async () => await Task.CompletedTask)));

        output.WriteLine(thrown!.ToString());
        Assert.IsType<InvalidTimeZoneException>(thrown);
        Assert.Empty(LibraryFrames(thrown));
    }

    [Theory, AllCombinations]
    public async Task No_frame_of_the_library_is_in_the_text_of_what_a_block_threw_that_is_no_async_method(Form form)
    {
        var thrown = await Record.ExceptionAsync(() => UseAsync(form, () => throw new InvalidTimeZoneException("the block")));

        output.WriteLine(thrown!.ToString());
        Assert.Empty(LibraryFrames(thrown));
    }

    [Theory, AllCombinations]
    public async Task No_frame_of_the_library_is_in_the_text_of_what_an_enter_threw(Form form, bool suspends)
    {
        var thrown = await Record.ExceptionAsync(
            () => UseAsync(form, async () => await Managers.FailingToEnter(suspends).UseAsync(async () => await Task.CompletedTask)));

        output.WriteLine(thrown!.ToString());
        Assert.IsType<InvalidTimeZoneException>(thrown);
        Assert.Empty(LibraryFrames(thrown));
    }

    [Theory, AllCombinations]
    public async Task No_frame_of_the_library_is_in_the_text_of_a_cancellation(Form form)
    {
        var thrown = await Record.ExceptionAsync(() => UseAsync(form, async () =>
        {
            await Task.Yield();
            throw new OperationCanceledException("the block");
        }));

        output.WriteLine(thrown!.ToString());
        Assert.IsType<OperationCanceledException>(thrown);
        Assert.Empty(LibraryFrames(thrown));
    }

    private static string[] LibraryFrames(Exception exception) =>
        [
            .. exception.ToString()
                .Split('\n')
                .Where(line =>
                    line.Contains(" at AsyncWith.", StringComparison.Ordinal) && !line.Contains("AsyncWith.Tests.", StringComparison.Ordinal))];

    private static async Task NestAsync(Form form, bool suspends, int depth)
    {
        if (depth == 0)
            await BlockAsync(suspends);
        else
            await UseAsync(form, () => NestAsync(form, suspends, depth - 1));
    }

    private static async Task BlockAsync(bool suspends)
    {
        if (suspends)
            await Task.Yield();
        throw new InvalidTimeZoneException("the block");
    }

    private static async Task UseAsync(Form form, Func<Task> block)
    {
        switch (form)
        {
            case Form.Class:
                await new Managers.Plain().UseAsync(async _ => await block());
                break;
            case Form.ClassWithResult:
                await new Managers.Plain().UseAsync(async _ =>
                {
                    await block();
                    return 1;
                });
                break;
            case Form.Generator:
                await Managers.Generated(suspends: false).UseAsync(async _ => await block());
                break;
            case Form.GeneratorThatSuspends:
                await Managers.Generated(suspends: true).UseAsync(async _ => await block());
                break;
            case Form.Tuple:
                await (new Managers.Plain(), Managers.Generated(suspends: false)).UseAsync(async (_, _) => await block());
                break;
            case Form.TupleWithResult:
                await (new Managers.Plain(), Managers.Generated(suspends: false)).UseAsync(async (_, _) =>
                {
                    await block();
                    return 1;
                });
                break;
            case Form.Stack:
                await new AsyncExitStack().UseAsync(async stack =>
                {
                    await stack.EnterContextAsync(new Managers.Plain());
                    await stack.EnterContextAsync(Managers.Generated(suspends: true));
                    await block();
                });
                break;
            case Form.Scope:
                await ScopedAsync(block);
                break;
            case Form.ScopeWithResult:
                await ScopedWithResultAsync(block);
                break;
            case Form.Bridge:
                await using (var scope = await new Managers.Plain().BeginAsync())
                {
                    await block();
                    scope.Complete();
                }

                break;
            case Form.Query:
                await (from a in new Managers.Plain() from b in Managers.Generated(suspends: false) select a + b).UseAsync(async _ => await block());
                break;
            case Form.WhenAll:
                await AsyncContextManager.WhenAll<int>(new Managers.Plain(), new Managers.Plain()).UseAsync(async _ => await block());
                break;
            case Form.Select:
                await new Managers.Plain().Select(value => value).UseAsync(async _ => await block());
                break;
            case Form.Deadline:
                await Deadline.After(TimeSpan.FromHours(1)).UseAsync(async _ => await block());
                break;
        }
    }

    private static async Scoped ScopedAsync(Func<Task> block)
    {
        await Scope.Enter(new Managers.Plain());
        await Scope.Enter(Managers.Generated(suspends: true));
        await block();
    }

    private static async Scoped<int> ScopedWithResultAsync(Func<Task> block)
    {
        await Scope.Enter(new Managers.Plain());
        await block();
        return 1;
    }

    private static class Managers
    {
        internal static IAsyncContextManager<int> Generated(bool suspends) => AsyncContextManager.Create<int>(async yield =>
        {
            if (suspends)
                await Task.Yield();
            await yield.Return(1);
        });

        internal static IAsyncContextManager<int> Failing(bool suspends) => AsyncContextManager.FromAcquireRelease(
            _ => new ValueTask<int>(1),
            async (_, _) =>
            {
                if (suspends)
                    await Task.Yield();
                throw new InvalidTimeZoneException("the exit");
            });

        internal static IAsyncContextManager<int> FailingToEnter(bool suspends) => AsyncContextManager.Create<int>(async yield =>
        {
            if (suspends)
                await Task.Yield();
            throw new InvalidTimeZoneException("the enter");
        });

        internal sealed class Plain : IAsyncContextManager<int>
        {
            public async ValueTask<int> EnterAsync(CancellationToken cancellationToken = default)
            {
                await Task.Yield();
                return 1;
            }

            public async ValueTask<bool> ExitAsync(Exception? exception)
            {
                await Task.Yield();
                return false;
            }
        }
    }
}
