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
    private readonly IYieldSource? _source;

    internal YieldAwaiter(IYieldSource? source) => _source = source;

    /// <summary>Called by <see langword="await"/>. <see langword="false"/>, so that the generator suspends while the block runs.</summary>
    public bool IsCompleted => _source is null || _source.IsCompleted;

    /// <summary>Called by <see langword="await"/> when the block has ended.</summary>
    /// <exception cref="InvalidOperationException">The generator yielded again, the yield was used outside its generator, or this value is the
    /// default one.</exception>
    /// <exception cref="Exception">The exception that left the block, the same instance.</exception>
    public void GetResult()
    {
        if (_source is null)
            throw new InvalidOperationException(GeneratorErrors.YieldOutsideGenerator);
        _source.GetResult();
    }

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <param name="continuation">Called when the block has ended.</param>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <param name="continuation">Called when the block has ended.</param>
    public void UnsafeOnCompleted(Action continuation) => OnCompleted(new DelegateYieldContinuation(continuation));

    internal void OnCompleted(YieldContinuation continuation) => _source!.OnCompleted(continuation);

    internal void Fail(Exception exception) => _source!.Fail(exception);
}
