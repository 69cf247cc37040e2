namespace AsyncWith;

/// <summary>The continuation of a method that a generator calls, or of a lambda in it.</summary>
internal sealed class DelegateYieldContinuation : YieldContinuation
{
    private readonly Action _continuation;

    internal DelegateYieldContinuation(Action continuation)
    {
        _continuation = continuation;
        CaptureContext();
    }

    internal override void Resume() => _continuation(); // it restores its execution context itself
}
