using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>Used by the compiler for methods and lambdas that return <see cref="GeneratorTask"/>.</summary>
/// <remarks>
/// A generator suspends at its yield into the object that the manager resumes, and not into a task with a continuation: 128 bytes instead of
/// 248, and half the time.
/// <code>
/// static async GeneratorTask OneAsync(Yield&lt;int&gt; yield) => await yield.Return(1);
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The compiler calls them on the builder.")]
public struct GeneratorTaskMethodBuilder
{
    // The frame, once there is one; of a generator that ended without suspending its exception, or null.
    private object? _run;

    /// <summary>Called by the compiler.</summary>
    public GeneratorTask Task => new(_run);

    /// <summary>Called by the compiler.</summary>
    /// <returns>A builder for one run of the method.</returns>
    public static GeneratorTaskMethodBuilder Create() => default;

    /// <summary>Called by the compiler.</summary>
    /// <typeparam name="TStateMachine">The state machine.</typeparam>
    /// <param name="stateMachine">The method.</param>
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => default(AsyncTaskMethodBuilder).Start(ref stateMachine); // keeps what it sets from the caller

    /// <summary>Called by the compiler.</summary>
    /// <param name="stateMachine">The method.</param>
    public void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>Called by the compiler at the end of the method.</summary>
    public void SetResult() => (_run as GeneratorFrame)?.End(null);

    /// <summary>Called by the compiler when an exception leaves the method.</summary>
    /// <param name="exception">The exception.</param>
    public void SetException(Exception exception)
    {
        if (_run is GeneratorFrame frame)
            frame.End(exception);
        else
            _run = exception;
    }

    /// <summary>Called by the compiler for an await that suspends.</summary>
    /// <typeparam name="TAwaiter">The awaiter.</typeparam>
    /// <typeparam name="TStateMachine">The state machine.</typeparam>
    /// <param name="awaiter">What is awaited.</param>
    /// <param name="stateMachine">The method.</param>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => Frame(ref stateMachine).Await(ref awaiter);

    /// <inheritdoc cref="AwaitOnCompleted"/>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        if (awaiter is YieldAwaiter yield)
            Frame(ref stateMachine).AwaitYield(yield);
        else
            Frame(ref stateMachine).AwaitUnsafe(ref awaiter);
    }

    private GeneratorFrame<TStateMachine> Frame<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_run is GeneratorFrame<TStateMachine> frame)
            return frame;

        // This builder is a part of the state machine, so it has to know the frame before the state machine moves there.
        _run = frame = new GeneratorFrame<TStateMachine>();
        frame.Take(ref stateMachine);
        return frame;
    }
}
