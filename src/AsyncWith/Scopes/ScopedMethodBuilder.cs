using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>What the compiler builds an <c>async Scoped</c> method with: the builder of <see cref="Scoped{T}"/>, without a result.</summary>
/// <remarks>
/// Not for use in code:
/// <code>
/// async Scoped SendAsync() => await (await Scope.Enter(Connect())).SendAsync("hello"); // the compiler calls the builder
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ScopedMethodBuilder
{
    private ScopedMethodBuilder<Nothing> _method;

    /// <summary>The task of the method.</summary>
    public Scoped Task => new(_method.Task);

    /// <summary>Makes a builder.</summary>
    /// <returns>The builder.</returns>
    public static ScopedMethodBuilder Create() => new() { _method = ScopedMethodBuilder<Nothing>.Create() };

    /// <inheritdoc cref="ScopedMethodBuilder{T}.Start"/>
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => _method.Start(ref stateMachine);

    /// <inheritdoc cref="ScopedMethodBuilder{T}.SetStateMachine"/>
    public void SetStateMachine(IAsyncStateMachine stateMachine) => _method.SetStateMachine(stateMachine);

    /// <inheritdoc cref="ScopedMethodBuilder{T}.AwaitOnCompleted"/>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => _method.AwaitOnCompleted(ref awaiter, ref stateMachine);

    /// <inheritdoc cref="ScopedMethodBuilder{T}.AwaitUnsafeOnCompleted"/>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => _method.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);

    /// <summary>The method returned: exits what it entered, then completes its task.</summary>
    public void SetResult() => _method.SetResult(default);

    /// <inheritdoc cref="ScopedMethodBuilder{T}.SetException"/>
    public void SetException(Exception exception) => _method.SetException(exception);
}

/// <summary>The result of a method without one.</summary>
internal readonly struct Nothing;
