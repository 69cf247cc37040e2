using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>Used by the compiler for <c>await yield.Return(resource)</c>.</summary>
/// <remarks>
/// <code>
/// await yield.Return(resource);
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough, StackTraceHidden]
public readonly struct YieldAwaiter : ICriticalNotifyCompletion
{
    private readonly IYieldPoint? _yield;

    internal YieldAwaiter(IYieldPoint? yield) => _yield = yield;

    /// <summary>Called by <see langword="await"/>: <see langword="false"/> until the block has ended.</summary>
    public bool IsCompleted => _yield is null or ExtraYield { IsCompleted: true };

    /// <summary>Called by <see langword="await"/> when the block has ended.</summary>
    /// <exception cref="InvalidOperationException">The block has not ended, the generator yielded again, or this was made with <see langword="default"/>.</exception>
    /// <exception cref="Exception">What left the block, the same instance.</exception>
    public void GetResult()
    {
        if (_yield is null)
            throw new InvalidOperationException(Misuse.YieldOutsideGenerator);
        _yield.GetResult();
    }

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <param name="continuation">Goes on when the block has ended.</param>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <param name="continuation">Goes on when the block has ended.</param>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new SuspendedMethod(continuation));

    internal void Suspend(SuspendedCode code) => _yield!.Suspend(code);
}
