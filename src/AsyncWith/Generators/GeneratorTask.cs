using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>What an <see langword="async"/> generator returns: the run of the generator, for the manager that started it.</summary>
/// <remarks>
/// An <see langword="async"/> lambda given to <see cref="AsyncContextManager.Create{T}(Func{Yield{T}, CancellationToken, GeneratorTask})"/>
/// returns it without naming it. A method that is a generator may return it, or <see cref="Task"/>, which costs an object more:
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
/// Nobody but the manager awaits it.
/// </remarks>
[AsyncMethodBuilder(typeof(GeneratorTaskMethodBuilder))]
public readonly struct GeneratorTask
{
    // A frame, or a task; of a generator that ended without suspending its exception, or null; of one that has not started its delegate.
    private readonly object? _run;

    internal GeneratorTask(object? run) => _run = run;

    internal GeneratorTask(Task? task) => _run = task ?? throw new InvalidOperationException(Misuse.GeneratorReturnedNull);

    /// <summary>The generator, which has not been started.</summary>
    internal object NotStarted => _run!;

    /// <summary>Whether the generator is over, and what it failed with.</summary>
    internal bool HasEnded(out Exception? failure)
    {
        if (_run is GeneratorFrame frame)
            return frame.HasEnded(out failure);
        if (_run is Task task)
        {
            failure = task.IsCompleted ? TaskExceptions.GetException(task) : null;
            return task.IsCompleted;
        }

        failure = (Exception?)_run;
        return true;
    }

    /// <summary>Whether it is <paramref name="code"/> that is the generator, and not a method that the generator calls.</summary>
    internal bool Is(SuspendedCode code) => _run == code;

    /// <summary>Tells <paramref name="owner"/> when the generator ends; it may be told where it is asked, or elsewhere.</summary>
    internal void WhenEnded(IGeneratorOwner owner)
    {
        if (_run is GeneratorFrame frame)
            frame.WhenEnded(owner);
        else if (_run is Task task)
            task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(owner.OnEnded);
    }
}
