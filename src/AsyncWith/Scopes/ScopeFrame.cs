using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The managers that one call of a scoped method has entered, and the loop that resumes it after an enter that completed
/// synchronously.</summary>
internal sealed class ScopeFrame : ExitList
{
    private int _loops; // begun so far
    private int _loop; // the number of the current loop, negative if it must run again; 0 for no loop

    /// <summary>Runs what is awaited if it is a step of a scope. The scope is made by the first one, so that a method without pays nothing for
    /// it.</summary>
    /// <returns>Whether the method has been resumed already; if not, it suspends as for any other await.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // optimized code makes no object of an awaiter that is a struct
    internal static bool TryRun<TAwaiter, TStateMachine>(ref ScopeFrame? scope, ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        // The state machine is where its builder is: on the stack at first, in a box once it suspends. What is set in the builder moves along.
        if (awaiter is IScopeStep)
        {
            scope ??= new ScopeFrame();
            if (((IScopeStep)awaiter).Start(scope))
            {
                scope.Resume(ref stateMachine);
                return true;
            }
        }

        scope?.Suspend();
        return false;
    }

    /// <summary>The method has ended: exits what it entered.</summary>
    /// <param name="exception">The exception that left the method, or <see langword="null"/>.</param>
    /// <param name="noResult">The message for a method with a result whose exception was suppressed; <see langword="null"/> for one without.</param>
    /// <returns>The exception with which the task of the method fails, or <see langword="null"/>.</returns>
    internal ValueTask<Exception?> EndAsync(Exception? exception, string? noResult)
    {
        var exits = this.UnwindAsync(exception);
        return exits.IsCompletedSuccessfully
            ? new ValueTask<Exception?>(GetException(exception, exits.Result, noResult))
            : AwaitAsync(exits.AsTask(), exception, noResult);
    }

    /// <summary>The method is about to suspend, and may be resumed on another thread at any moment. The loop of this thread is over.</summary>
    internal void Suspend() => _loop = 0;

    private static async ValueTask<Exception?> AwaitAsync(Task<bool> exits, Exception? exception, string? noResult)
    {
        await ((Task)exits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return TaskExceptions.GetException(exits) ?? GetException(exception, exits.Result, noResult);
    }

    private static Exception? GetException(Exception? exception, bool isSuppressed, string? noResult) =>
        exception is null || !isSuppressed ? exception
        : noResult is null ? null
        : new InvalidOperationException(noResult, exception);

    /// <summary>
    /// Resumes the method during its own await. The first such await runs a loop. The awaits nested in it only request another iteration, so that
    /// the stack does not grow with their number.
    /// </summary>
    private void Resume<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_loop != 0)
        {
            _loop = -_loop;
            return;
        }

        var loop = ++_loops;
        do
        {
            _loop = loop;
            stateMachine.MoveNext();
        }
        while (_loop == -loop); // a loop that began meanwhile on another thread has another number
    }
}
