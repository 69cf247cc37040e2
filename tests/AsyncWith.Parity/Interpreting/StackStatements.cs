using AsyncWith.Parity.Language;
using AsyncWith.Parity.Libraries;

namespace AsyncWith.Parity.Interpreting;

/// <summary>Runs the statements that concern exit stacks. One on a stack that does not exist (yet) only says so.</summary>
internal sealed class StackStatements(Interpreter interpreter, Trace trace)
{
    private readonly Dictionary<int, IStack> _stacks = [];

    internal IStack New(int number) => _stacks[number] = interpreter.Library.NewStack();

    internal async ValueTask RunAsync(Node node, Surroundings here)
    {
        if (!_stacks.TryGetValue(node.Number, out var stack))
        {
            trace.Add("0");
            return;
        }

        switch (node.Op)
        {
            case Op.Enter when node.Parts[0][0].Op == Op.Inner:
                await stack.EnterAsync(New(node.Parts[0][0].Number));
                trace.Add(">s");
                break;
            case Op.Enter:
                trace.Add($">{await stack.EnterAsync(interpreter.Make(node.Parts[0][0]))}");
                break;
            case Op.Push:
                stack.PushExit(exception => interpreter.ExitAsync(node.Other, node.Kind, node.Parts[0], exception));
                break;
            case Op.PushManager:
                stack.PushExit(interpreter.Make(node.Parts[0][0]));
                break;
            case Op.Callback:
                stack.PushCallback(node.Other, () => CallBackAsync(node));
                break;
            case Op.PopAll:
                _stacks[node.Other] = stack.PopAll();
                break;
            case Op.Close:
                await stack.CloseAsync();
                break;
            case Op.Use:
                await stack.UseAsync(node.Number, () => interpreter.RunAsync(node.Parts[0], here.Inside()));
                break;
            default:
                throw new InvalidOperationException($"A program cannot do {node.Op} here.");
        }
    }

    private async ValueTask CallBackAsync(Node node)
    {
        trace.Add($"c{node.Other}");
        await interpreter.RunAsync(node.Parts[0], default);
    }
}
