using System.Diagnostics;

namespace AsyncWith;

/// <summary>A yield after the first one.</summary>
/// <param name="error">What it throws in the generator; <see langword="null"/> for one that never goes on.</param>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class ExtraYield(InvalidOperationException? error) : IYieldPoint
{
    internal bool IsCompleted => error is not null;

    public void Suspend(SuspendedCode code)
    {
    }

    public void GetResult() => throw error ?? new InvalidOperationException(Misuse.YieldedTwice);
}
