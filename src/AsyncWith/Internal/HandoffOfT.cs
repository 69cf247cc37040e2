namespace AsyncWith.Internal;

/// <summary>
/// A value together with the ambient state (<see cref="AsyncLocal{T}"/>, culture, current activity) of the place that made it.
/// An <c>async</c> method restores its caller's ambient state when it returns, so what it set is lost. Getting the value
/// restores it (rule G5).
/// </summary>
internal readonly struct Handoff<T>
{
    private readonly T _value;
    private readonly ExecutionContext? _ambient; // null where the flow is suppressed

    internal Handoff(T value)
        : this(value, ExecutionContext.Capture())
    {
    }

    internal Handoff(T value, ExecutionContext? ambient)
    {
        _value = value;
        _ambient = ambient;
    }

    /// <summary>Gets the value, and restores its ambient state in the running method.</summary>
    internal T GetResult()
    {
        if (_ambient is not null)
            ExecutionContext.Restore(_ambient);
        return _value;
    }
}
