using System.ComponentModel;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

// The other forms of the functions that an exit stack takes.
public sealed partial class AsyncExitStack
{
    /// <inheritdoc cref="PushExit(Func{Exception, ValueTask{bool}})"/>
    [OverloadResolutionPriority(-1)]
    public void PushExit(Func<Exception?, Task<bool>> exit)
    {
        ArgumentNullException.ThrowIfNull(exit);
        Push(ExitStackEntry.Of(exit.ExitAsync));
    }

    /// <inheritdoc cref="PushExit(Func{Exception, ValueTask{bool}})"/>
    [OverloadResolutionPriority(-2)]
    public void PushExit(Func<Exception?, bool> exit)
    {
        ArgumentNullException.ThrowIfNull(exit);
        Push(ExitStackEntry.Of(exit.ExitAsync));
    }

    /// <inheritdoc cref="PushCallback(Func{ValueTask})"/>
    [OverloadResolutionPriority(-1)]
    public void PushCallback(Func<Task> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Push(ExitStackEntry.Of(callback.CallAsync));
    }

    /// <inheritdoc cref="PushCallback(Func{ValueTask})"/>
    [OverloadResolutionPriority(-2)]
    public void PushCallback(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Push(ExitStackEntry.Of(callback.CallAsync));
    }

    /// <inheritdoc cref="PushCallback{TState}(TState, Func{TState, ValueTask})"/>
    [EditorBrowsable(EditorBrowsableState.Never)] // the order that CancellationToken.Register has
    [OverloadResolutionPriority(-1)]
    public void PushCallback<TState>(Func<TState, ValueTask> callback, TState state) => PushCallback(state, callback);
}
