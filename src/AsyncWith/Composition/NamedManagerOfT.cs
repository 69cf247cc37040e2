using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A manager with a name for observers.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class NamedManager<T>(IAsyncContextManager<T> manager, string name) : IAsyncContextManager<T>, INamedManager
{
    public string Name => name;

    public override string ToString() => name;

    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => manager.EnterAsync(cancellationToken);

    public ValueTask<bool> ExitAsync(Exception? exception) => manager.ExitAsync(exception);
}
