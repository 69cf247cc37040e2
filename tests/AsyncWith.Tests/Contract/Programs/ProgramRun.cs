using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract.Programs;

/// <summary>Runs a program with an exit stack, or in a scoped method.</summary>
public sealed class ProgramRun
{
    private readonly ProgramResult _result = new();
    private readonly NamedException _block = new(Program.Block);
    private readonly List<AsyncExitStack> _moved = [];
    private readonly Program _program;

    private ProgramRun(Program program) => _program = program;

    public static async Task<ProgramResult> InStackAsync(Program program)
    {
        var run = new ProgramRun(program);
        var stack = new AsyncExitStack();
        await run.FinishAsync(() => stack.UseAsync(run.BlockAsync));
        await run.FinishMovedAsync(stack);
        return run._result;
    }

    public static async Task<ProgramResult> InScopeAsync(Program program)
    {
        var run = new ProgramRun(program);
        await run.FinishAsync(async () => await run.ScopedBlockAsync());
        await run.FinishMovedAsync(new AsyncExitStack());
        return run._result;
    }

    private async Task FinishAsync(Func<ValueTask> statement)
    {
        var thrown = await Record.ExceptionAsync(async () => await statement());
        _result.Outcome(NameOf(thrown), thrown.Reachable().Select(NameOf));
    }

    private async Task FinishMovedAsync(AsyncExitStack stack)
    {
        for (var i = 0; i < _moved.Count; i++) // closing one may move more
            await FinishAsync(_moved[i].CloseAsync);
        await FinishAsync(stack.CloseAsync);
    }

    private async ValueTask BlockAsync(AsyncExitStack stack)
    {
        foreach (var step in _program.Steps)
        {
            if (step is null)
                _moved.Add(stack.PopAll());
            else if (step.Kind == ExitKind.Entered)
                await stack.EnterContextAsync(Manager(step, stack));
            else if (step.Kind == ExitKind.Stack)
                Fill(await stack.EnterContextAsync(new AsyncExitStack()), step);
            else
                Register(stack, step);
        }

        if (_program.End == BlockEnd.FailsToEnter)
            await stack.EnterContextAsync(Failing());
        if (_program.End == BlockEnd.Throws)
            throw _block;
    }

    private async Scoped ScopedBlockAsync()
    {
        foreach (var step in _program.Steps.OfType<Registration>())
        {
            switch (step.Kind)
            {
                case ExitKind.Entered:
                    await Scope.Enter(Manager(step, null));
                    break;
                case ExitKind.Stack:
                    Fill(await Scope.Enter(new AsyncExitStack()), step);
                    break;
                case ExitKind.Exit:
                    await Scope.OnExit(exception => ExitAsync(step, null, exception));
                    break;
                case ExitKind.Manager:
                    await Scope.OnExit(Manager(step, null));
                    break;
                case ExitKind.StatefulCallback:
                    await Scope.Defer((Run: this, Step: step), static s => s.Run.CallbackAsync(s.Step, null));
                    break;
                default:
                    await Scope.Defer(() => CallbackAsync(step, null));
                    break;
            }
        }

        if (_program.End == BlockEnd.FailsToEnter)
            await Scope.Enter(Failing());
        if (_program.End == BlockEnd.Throws)
            throw _block;
    }

    private DelegateManager<int> Failing() =>
        new(_ => Interleaving.Suspends.RunAsync<int>(() => throw _block), _ => throw new NotSupportedException());

    private DelegateManager<int> Manager(Registration exit, AsyncExitStack? owner) =>
        new(_ => exit.How.RunAsync(() => exit.Id), exception => ExitAsync(exit, owner, exception));

    private void Fill(AsyncExitStack stack, Registration registration)
    {
        foreach (var child in registration.Children)
            Register(stack, child);
    }

    private void Register(AsyncExitStack stack, Registration exit)
    {
        switch (exit.Kind)
        {
            case ExitKind.Exit:
                stack.PushExit(exception => ExitAsync(exit, stack, exception));
                break;
            case ExitKind.Manager or ExitKind.Entered:
                stack.PushExit(Manager(exit, stack));
                break;
            case ExitKind.Callback:
                stack.PushCallback(() => CallbackAsync(exit, stack));
                break;
            case ExitKind.StatefulCallback:
                stack.PushCallback((Run: this, Exit: exit, Stack: stack), static s => s.Run.CallbackAsync(s.Exit, s.Stack));
                break;
            case ExitKind.AsyncDisposable:
                stack.PushAsyncDisposable(new Disposable(() => CallbackAsync(exit, stack), null));
                break;
            case ExitKind.Disposable:
                stack.PushDisposable(new Disposable(null, () => Exit(exit, stack, null)));
                break;
            case ExitKind.Stack:
                var inner = new AsyncExitStack();
                stack.PushExit(inner);
                Fill(inner, exit);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(exit));
        }
    }

    private ValueTask CallbackAsync(Registration exit, AsyncExitStack? owner) => exit.How.RunAsync(() => { Exit(exit, owner, null); });

    private ValueTask<bool> ExitAsync(Registration exit, AsyncExitStack? owner, Exception? exception) =>
        exit.How.RunAsync(() => Exit(exit, owner, exception));

    private bool Exit(Registration exit, AsyncExitStack? owner, Exception? exception)
    {
        _result.Exit(exit, NameOf(exception));
        if (exit.Act is ExitAct.Registers or ExitAct.RegistersAndThrows && owner is not null)
            Fill(owner, exit);
        if (exit.Act == ExitAct.Moves && owner is not null)
            _moved.Add(owner.PopAll());

        return exit.Act switch
        {
            ExitAct.Throws or ExitAct.RegistersAndThrows => throw new NamedException($"exit {exit.Id}"),
            ExitAct.Wraps when exit.Sees => throw new NamedException($"exit {exit.Id}", exception),
            ExitAct.ThrowsWhatItSees when exception is not null => throw exception,
            ExitAct.ThrowsAgain => throw _block,
            _ => exit.Act == ExitAct.Suppresses,
        };
    }

    private static string NameOf(Exception? exception) =>
        exception is null ? ProgramResult.Nothing : (exception as NamedException)?.Name ?? exception.ToString();

    private sealed class Disposable(Func<ValueTask>? disposeAsync, Action? dispose) : IAsyncDisposable, IDisposable
    {
        public ValueTask DisposeAsync() => disposeAsync!();

        public void Dispose() => dispose!();
    }
}
