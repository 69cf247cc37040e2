using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>An <see cref="OutcomeAwaiter{T}"/> of any type, as <see cref="StatementTaskMethodBuilder{T}"/> sees it.</summary>
internal interface IOutcomeAwaiter
{
    /// <summary>Suspends the method with the runtime's own awaiter. The runtime recognizes that one, and allocates no delegate for it.</summary>
    void AwaitUnsafeOnCompleted<TResult, TStateMachine>(ref AsyncTaskMethodBuilder<TResult> method, ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine;
}
