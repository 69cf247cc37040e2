using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>Used by the compiler for methods and lambdas that return <see cref="GeneratorTask"/>.</summary>
/// <remarks>
/// A generator that suspends at its yield is stored in an object that the manager resumes, and not in a task with a continuation. That takes 128
/// bytes instead of 248, and half the time.
/// <code>
/// static async GeneratorTask OneAsync(Yield&lt;int&gt; yield) => await yield.Return(1);
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The compiler calls them on the builder.")]
public struct GeneratorTaskMethodBuilder
{
    // The state machine box, once there is one; else the exception of a generator that has failed without suspending, or null.
    private object? _generator;

    /// <summary>Called by the compiler.</summary>
    public GeneratorTask Task => new(_generator);

    /// <summary>Called by the compiler.</summary>
    /// <returns>A builder for one run of the method.</returns>
    public static GeneratorTaskMethodBuilder Create() => default;

    /// <summary>Called by the compiler.</summary>
    /// <typeparam name="TStateMachine">The state machine.</typeparam>
    /// <param name="stateMachine">The method.</param>
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine =>
        default(AsyncTaskMethodBuilder).Start(ref stateMachine); // restores the ambient state of the caller

    /// <summary>Called by the compiler.</summary>
    /// <param name="stateMachine">The method.</param>
    public void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>Called by the compiler at the end of the method.</summary>
    public void SetResult() => (_generator as GeneratorStateMachineBox)?.Complete(null);

    /// <summary>Called by the compiler when an exception leaves the method.</summary>
    /// <param name="exception">The exception.</param>
    public void SetException(Exception exception)
    {
        if (_generator is GeneratorStateMachineBox box)
            box.Complete(exception);
        else
            _generator = exception;
    }

    /// <summary>Called by the compiler for an await that suspends.</summary>
    /// <typeparam name="TAwaiter">The awaiter.</typeparam>
    /// <typeparam name="TStateMachine">The state machine.</typeparam>
    /// <param name="awaiter">What is awaited.</param>
    /// <param name="stateMachine">The method.</param>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => GetBox(ref stateMachine).AwaitOnCompleted(ref awaiter);

    /// <inheritdoc cref="AwaitOnCompleted"/>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        // By type, since "awaiter is YieldAwaiter" makes an object of an awaiter whose type argument is a class.
        if (typeof(TAwaiter) == typeof(YieldAwaiter))
            GetBox(ref stateMachine).AwaitYield(Unsafe.As<TAwaiter, YieldAwaiter>(ref awaiter));
        else
            GetBox(ref stateMachine).AwaitUnsafeOnCompleted(ref awaiter);
    }

    private GeneratorStateMachineBox<TStateMachine> GetBox<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_generator is GeneratorStateMachineBox<TStateMachine> box)
            return box;

        // This builder is a field of the state machine. It has to refer to the box before the state machine is copied there.
        _generator = box = new GeneratorStateMachineBox<TStateMachine>();
        box.SetStateMachine(ref stateMachine);
        return box;
    }
}
