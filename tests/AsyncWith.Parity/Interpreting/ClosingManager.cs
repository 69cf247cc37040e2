using AsyncWith.Parity.Language;

namespace AsyncWith.Parity.Interpreting;

/// <summary>What <c>aclosing</c> makes of a resource: closing it is code of the program. The library's own manager, with a resource that has a
/// name.</summary>
internal sealed class ClosingManager(Node node, Interpreter interpreter, Trace trace) : IAsyncContextManager<string>, IAsyncDisposable
{
    private IAsyncContextManager<ClosingManager>? _manager;

    public async ValueTask<string> EnterAsync(CancellationToken cancellationToken = default)
    {
        _manager = AsyncContextManager.FromDisposable(this);
        await _manager.EnterAsync(cancellationToken);
        return $"m{node.Number}";
    }

    public ValueTask<bool> ExitAsync(Exception? exception) => _manager!.ExitAsync(exception);

    public async ValueTask DisposeAsync()
    {
        trace.Add($"x{node.Number}");
        await interpreter.RunAsync(node.Parts[0], default);
    }
}
