using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Several managers as one. The enter fills an exit stack. The exit unwinds it, or the enter itself if it fails.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class ExitStackManager<T>(Func<AsyncExitStack, CancellationToken, ValueTask<Handoff<T>>> enter, string description)
    : IAsyncContextManager<T>, INamedManager
{
    private AsyncExitStack? _entered;
    private Occupancy _occupancy;

    /// <summary>The method of the library that composed it.</summary>
    public string Name => MethodName.Of(enter);

    public override string ToString() => _occupancy.IsInside ? $"{description}, open" : description;

    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => _occupancy.TryBeginEnter()
        ? Handoff.ToValueTask(EnterPartsAsync(new AsyncExitStack(), cancellationToken))
        : TaskExceptions.ToValueTask<T>(Occupancy.EnteredTwice(this));

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        var stack = _entered!;
        _entered = null;
        _occupancy.Leave();
        return stack.ExitAsync(exception);
    }

    private async ValueTask<Handoff<T>> EnterPartsAsync(AsyncExitStack stack, CancellationToken cancellationToken)
    {
        try
        {
            var handoff = await enter(stack, cancellationToken).ConfigureAwait(true); // the exits follow where it fails
            _entered = stack;
            _occupancy.Enter();
            return handoff;
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            await FailureExit.RunAsync(stack, exception).ConfigureAwait(false);
            throw; // even if a part suppressed it: without a resource there is no block to run
        }
    }
}
