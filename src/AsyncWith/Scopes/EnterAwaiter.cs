using System.ComponentModel;

namespace AsyncWith;

/// <summary>One await of an <see cref="EnterAwaitable{T}"/>. The compiler uses it.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// Not for use in code:
/// <code>
/// var connection = await Scope.Enter(Connect()); // the compiler calls the awaiter
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct EnterAwaiter<T> : IScopeStep
{
    private readonly EnterStep<T>? _step;

    internal EnterAwaiter(EnterStep<T> step) => _step = step;

    /// <summary>Always <see langword="false"/>, since the scope is known only once the method suspends.</summary>
    public bool IsCompleted => false;

    /// <summary>The result of the await.</summary>
    /// <returns>The resource.</returns>
    /// <exception cref="InvalidOperationException">The awaiting method is not an <c>async Scoped</c> method. Nothing was entered.</exception>
    /// <exception cref="Exception">What entering threw.</exception>
    public T GetResult() => _step is { IsStarted: true } step
        ? step.GetResult()
        : throw new InvalidOperationException(IScopeStep.OutsideScopedMethod);

    /// <summary>Suspends the method.</summary>
    /// <param name="continuation">Resumes it.</param>
    public void OnCompleted(Action continuation) => IScopeStep.ResumeToThrowWithFlow(continuation);

    /// <summary>Suspends the method.</summary>
    /// <param name="continuation">Resumes it.</param>
    public void UnsafeOnCompleted(Action continuation)
    {
        if (_step is { IsStarted: true } step)
            step.UnsafeOnCompleted(continuation);
        else
            IScopeStep.ResumeToThrow(continuation);
    }

    bool IScopeStep.Start(ScopeFrame scope) => _step is null || _step.Start(scope); // without a step GetResult throws
}
