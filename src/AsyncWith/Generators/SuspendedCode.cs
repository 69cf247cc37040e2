namespace AsyncWith;

/// <summary>An <c>async</c> method that is suspended, with the ambient state that it had.</summary>
internal abstract class SuspendedCode
{
    /// <summary>The ambient state where it suspended; <see langword="null"/> where the flow is suppressed.</summary>
    internal ExecutionContext? Ambient { get; private set; }

    /// <summary>Whether it has come to its end without an exception, as far as it knows.</summary>
    internal bool HasSucceeded { get; private protected set; }

    /// <summary>Goes on, inline.</summary>
    internal abstract void Resume();

    /// <summary>Remembers the ambient state that is current now.</summary>
    protected void Capture() => Ambient = ExecutionContext.Capture();
}
