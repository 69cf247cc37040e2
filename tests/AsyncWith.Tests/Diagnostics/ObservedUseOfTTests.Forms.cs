using AsyncWith.Diagnostics;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Diagnostics;

/// <summary>An observer is told the same of a manager, whatever it is entered with.</summary>
public sealed partial class ObservedUseOfTTests
{
    public enum Form
    {
        Statement,
        StatementWithResult,
        Configured,
        Tuple,
        Stack,
        ClosedStack,
        Scope,
        Bridge,
        Select,
        FirstOfQuery,
        SecondOfQuery,
        WhenAll,
        Shared,
    }

    [Theory, AllCombinations]
    public async Task A_use_that_completes_in_every_form(Form form, Interleaving interleaving)
    {
        using (_log.Start())
            await RunAsync(form, new RecordingManager(interleaving).Named("M"), static () => { });

        Assert.Equal("entering M, entered M, exiting M, Completed M", CallsOfM());
    }

    [Theory, AllCombinations]
    public async Task An_enter_that_throws_in_every_form(Form form, Interleaving interleaving)
    {
        var exception = new EnterException();
        using (_log.Start())
        {
            var thrown = await Record.ExceptionAsync(() =>
                RunAsync(form, new RecordingManager(interleaving) { EnterThrows = exception }.Named("M"), static () => Assert.Fail("not entered")));
            Assert.Same(exception, thrown);
        }

        Assert.Equal("entering M, NotEntered M", CallsOfM());
        Assert.Same(exception, Assert.Single(_log.Contexts, context => context.Name == "M").Exception);
    }

    [Theory, AllCombinations]
    public async Task An_exit_that_throws_in_every_form(Form form, Interleaving interleaving)
    {
        var exception = new ExitException();
        using (_log.Start())
        {
            var thrown = await Record.ExceptionAsync(() =>
                RunAsync(form, new RecordingManager(interleaving) { ExitThrows = exception }.Named("M"), static () => { }));
            Assert.Same(exception, thrown);
        }

        Assert.Equal("entering M, entered M, exiting M, Failed M", CallsOfM());
        Assert.Same(exception, Assert.Single(_log.Contexts, context => context.Name == "M").Exception);
    }

    [Theory, AllCombinations]
    public async Task A_manager_that_throws_where_its_methods_are_called_in_every_form(Form form, bool exits)
    {
        var exception = new EnterException();
        var manager = new DelegateManager<string>(
            _ => exits ? new ValueTask<string>("") : throw exception, _ => exits ? throw exception : throw new InvalidOperationException());
        using (_log.Start())
            Assert.Same(exception, await Record.ExceptionAsync(() => RunAsync(form, manager.Named("M"), static () => { })));

        Assert.Equal(exits ? "entering M, entered M, exiting M, Failed M" : "entering M, NotEntered M", CallsOfM());
    }

    [Theory, AllCombinations]
    public async Task A_manager_composed_with_one_whose_function_throws_is_exited_with_what_that_threw(bool isQuery, Interleaving interleaving)
    {
        var exception = new BlockException();
        var manager = new RecordingManager(interleaving).Named("M");
        var other = new RecordingManager(interleaving).Named("other");
        using (_log.Start())
        {
            var thrown = await Record.ExceptionAsync(async () => await (isQuery
                ? manager.SelectMany(_ => other, string (_, _) => throw exception)
                : manager.Select(string (_) => throw exception)).UseAsync(static _ => Assert.Fail("not entered")));
            Assert.Same(exception, thrown);
        }

        Assert.Equal("entering M, entered M, exiting M, Failed M", CallsOfM());
        Assert.Same(exception, Assert.Single(_log.Contexts, context => context.Name == "M").ExitedWith);
    }

    private static async Task RunAsync(Form form, IAsyncContextManager<string> manager, Action block)
    {
        var other = new RecordingManager(Interleaving.Synchronous).Named("other");
        switch (form)
        {
            case Form.Statement:
                await manager.UseAsync(_ => block());
                break;
            case Form.StatementWithResult:
                await manager.UseAsync(async _ =>
                {
                    block();
                    return 1;
                });
                break;
            case Form.Configured:
                await manager.ConfigureAwait(false).UseAsync(_ => block());
                break;
            case Form.Tuple:
                await (other, manager).UseAsync((_, _) => block());
                break;
            case Form.Stack:
                await new AsyncExitStack().UseAsync(async stack =>
                {
                    await stack.EnterContextAsync(manager);
                    block();
                });
                break;
            case Form.ClosedStack:
                var stack = new AsyncExitStack();
                await stack.EnterContextAsync(manager);
                block();
                await stack.CloseAsync();
                break;
            case Form.Scope:
                await MethodAsync();
                break;
            case Form.Bridge:
                var scope = await manager.BeginAsync();
                block();
                scope.Complete();
                await scope.DisposeAsync();
                break;
            case Form.Select:
                await manager.Select(static resource => resource.Length).UseAsync(_ => block());
                break;
            case Form.FirstOfQuery:
                await (from a in manager from b in other select a + b).UseAsync(_ => block());
                break;
            case Form.SecondOfQuery:
                await (from a in other from b in manager select a + b).UseAsync(_ => block());
                break;
            case Form.WhenAll:
                await AsyncContextManager.WhenAll(manager, other).UseAsync(_ => block());
                break;
            case Form.Shared:
                await AsyncContextManager.Shared(() => manager).UseAsync(_ => block());
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }

        async Scoped MethodAsync()
        {
            await Scope.Enter(manager);
            block();
        }
    }

    private string CallsOfM() => string.Join(", ", _log.Calls.Split(", ").Where(call => call.EndsWith(" M", StringComparison.Ordinal)));
}
