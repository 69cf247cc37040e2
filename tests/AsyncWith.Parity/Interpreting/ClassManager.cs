using AsyncWith.Parity.Language;

namespace AsyncWith.Parity.Interpreting;

/// <summary>A manager that is a class: both its methods are code of the program.</summary>
internal sealed class ClassManager(Node node, Interpreter interpreter, Trace trace) : IAsyncContextManager<string>
{
    public async ValueTask<string> EnterAsync(CancellationToken cancellationToken = default)
    {
        trace.Add($"+{node.Number}");
        await interpreter.RunAsync(node.Parts[0], default);
        return $"m{node.Number}";
    }

    public ValueTask<bool> ExitAsync(Exception? exception) => interpreter.ExitAsync(node.Number, node.Kind, node.Parts[1], exception);
}
