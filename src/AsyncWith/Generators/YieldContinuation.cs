namespace AsyncWith;

/// <summary>The continuation of an <see langword="async"/> method that awaits a yield, with its execution context.</summary>
internal abstract class YieldContinuation
{
    private volatile bool _hasSucceeded;

    /// <summary>The execution context where the method suspended; <see langword="null"/> where its flow is suppressed.</summary>
    internal ExecutionContext? Context { get; private set; }

    /// <summary>Whether this is the generator itself, and it has completed without an exception.</summary>
    /// <remarks>Volatile: a thread that reads <see langword="true"/> also sees everything that the generator wrote before it completed.</remarks>
    internal bool HasSucceeded
    {
        get => _hasSucceeded;
        private protected set => _hasSucceeded = value;
    }

    /// <summary>Resumes the method inline.</summary>
    internal abstract void Resume();

    /// <summary>Stores the current execution context.</summary>
    protected void CaptureContext() => Context = ExecutionContext.Capture();
}
