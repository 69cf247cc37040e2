using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The return type of an <see langword="async"/> generator. The manager that started the generator observes it.</summary>
/// <remarks>
/// An <see langword="async"/> lambda given to <see cref="AsyncContextManager.Create{T}(Func{Yield{T}, CancellationToken, GeneratorTask})"/>
/// returns it implicitly. A method that is a generator returns it, or <see cref="Task"/>, which takes one more object:
/// <code>
/// static AsyncContextManager&lt;Session&gt; Sessions() => AsyncContextManager.Create&lt;Session&gt;(SessionAsync);
///
/// static async GeneratorTask SessionAsync(Yield&lt;Session&gt; yield, CancellationToken cancellationToken)
/// {
///     var session = await Session.OpenAsync(cancellationToken);
///     try     { await yield.Return(session); }
///     finally { await session.CloseAsync(); }
/// }
/// </code>
/// It cannot be awaited.
/// </remarks>
[AsyncMethodBuilder(typeof(GeneratorTaskMethodBuilder)), DebuggerDisplay("{State,nq}")]
public readonly struct GeneratorTask
{
    // The state machine box, or a task; the exception of a generator that has failed without suspending, or null; the delegate of one that has not
    // started.
    private readonly object? _generator;

    internal GeneratorTask(object? generator) => _generator = generator;

    internal GeneratorTask(Task? task) => _generator = task ?? throw new InvalidOperationException(GeneratorErrors.GeneratorReturnedNull);

    /// <summary>The delegate of a generator that has not been started.</summary>
    internal object Delegate => _generator!;

    /// <summary>The name of the generator's method; <see langword="null"/> if it is not known any more.</summary>
    internal string? MethodName => _generator switch
    {
        Delegate generator => Internal.MethodName.Of(generator),
        GeneratorStateMachineBox box => box.MethodName,
        Task task => task.GetType().GenericTypeArguments.LastOrDefault(type => type.IsAssignableTo(typeof(IAsyncStateMachine))) is { } stateMachine
            ? Internal.MethodName.OfStateMachine(stateMachine)
            : null,
        _ => null,
    };

    private string State => _generator switch
    {
        System.Delegate => "not started",
        GeneratorStateMachineBox box => !box.IsCompleted(out var thrown) ? "running" : thrown is null ? "completed" : "failed",
        Task task => TaskState.Of(task),
        var exception => exception is null ? "completed" : "failed",
    };

    /// <summary>Whether the generator has completed, and the exception that left it.</summary>
    internal bool IsCompleted(out Exception? exception)
    {
        if (_generator is GeneratorStateMachineBox box)
            return box.IsCompleted(out exception);
        if (_generator is Task task)
        {
            exception = task.IsCompleted ? TaskExceptions.GetException(task) : null;
            return task.IsCompleted;
        }

        exception = _generator as Exception;
        return _generator == exception;
    }

    /// <summary>Whether <paramref name="continuation"/> is that of the generator itself, and not of a method that the generator calls.</summary>
    internal bool Is(YieldContinuation continuation) => _generator == continuation;

    /// <summary>Notifies <paramref name="observer"/> when the generator completes; at once if it has.</summary>
    /// <returns>Whether it does. The task of another manager's generator cannot be observed.</returns>
    internal bool TryObserve(IGeneratorObserver observer)
    {
        if (_generator is GeneratorStateMachineBox box)
            return box.TryObserve(observer);
        if (_generator is Task task)
            Observe(task, observer);
        else
            observer.OnCompleted(_generator as Exception);
        return true;
    }

    private static void Observe(Task task, IGeneratorObserver observer) =>
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => observer.OnCompleted(TaskExceptions.GetException(task)));
}
