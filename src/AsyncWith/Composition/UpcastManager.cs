using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A manager whose resource is passed on as its base class.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class UpcastManager<T, TBase>(IAsyncContextManager<T> manager) : IAsyncContextManager<TBase>, INamedManager
    where T : class, TBase
    where TBase : class
{
    private UpcastSource<T, TBase>? _idle; // one of those that have been used

    public string Name => ManagerName.Of(manager);

    public override string? ToString() => manager.ToString();

    public ValueTask<TBase> EnterAsync(CancellationToken cancellationToken = default)
    {
        var entering = manager.EnterAsync(cancellationToken);
        return entering.IsCompletedSuccessfully
            ? new ValueTask<TBase>(entering.Result)
            : (Interlocked.Exchange(ref _idle, null) ?? new UpcastSource<T, TBase>(this)).Start(entering);
    }

    public ValueTask<bool> ExitAsync(Exception? exception) => manager.ExitAsync(exception);

    /// <summary>Keeps <paramref name="source"/> for another enter.</summary>
    internal void Return(UpcastSource<T, TBase> source) => Volatile.Write(ref _idle, source);
}
