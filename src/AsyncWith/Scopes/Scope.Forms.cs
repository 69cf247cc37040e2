using System.ComponentModel;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

// The other forms of the functions that a scope takes.
public static partial class Scope
{
    /// <inheritdoc cref="Defer(Func{ValueTask})"/>
    [OverloadResolutionPriority(-1)]
    public static RegisterExitAwaitable Defer(Func<Task> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new RegisterExitAwaitable(ExitStackEntry.Of(callback.CallAsync));
    }

    /// <inheritdoc cref="Defer(Func{ValueTask})"/>
    [OverloadResolutionPriority(-2)]
    public static RegisterExitAwaitable Defer(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new RegisterExitAwaitable(ExitStackEntry.Of(callback.CallAsync));
    }

    /// <inheritdoc cref="Defer{TState}(TState, Func{TState, ValueTask})"/>
    [EditorBrowsable(EditorBrowsableState.Never)] // the order that CancellationToken.Register has
    [OverloadResolutionPriority(-1)]
    public static RegisterExitAwaitable Defer<TState>(Func<TState, ValueTask> callback, TState state) => Defer(state, callback);

    /// <inheritdoc cref="OnExit(Func{Exception, ValueTask{bool}})"/>
    [OverloadResolutionPriority(-1)]
    public static RegisterExitAwaitable OnExit(Func<Exception?, Task<bool>> exit)
    {
        ArgumentNullException.ThrowIfNull(exit);
        return new RegisterExitAwaitable(ExitStackEntry.Of(exit.ExitAsync));
    }

    /// <inheritdoc cref="OnExit(Func{Exception, ValueTask{bool}})"/>
    [OverloadResolutionPriority(-2)]
    public static RegisterExitAwaitable OnExit(Func<Exception?, bool> exit)
    {
        ArgumentNullException.ThrowIfNull(exit);
        return new RegisterExitAwaitable(ExitStackEntry.Of(exit.ExitAsync));
    }
}
