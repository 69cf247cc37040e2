using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>What one call of a scoped method has entered, and the loop that resumes it after an enter that completed synchronously.</summary>
internal sealed class ScopeFrame
{
    private int _loops; // begun so far; the last one is the current one
    private bool _looping;
    private int _resume; // the loop that is to go round again

    internal AsyncExitStack Entered { get; } = new();

    /// <summary>Runs what is awaited if it is a step of a scope. The scope is made by the first one, so that a method without pays nothing for
    /// it.</summary>
    /// <returns>Whether the method has gone on already; if not, it suspends as for any other await.</returns>
    internal static bool TryRun<TAwaiter, TStateMachine>(ref ScopeFrame? scope, ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        // The state machine is where its builder is: on the stack at first, in a box once it suspends. What is set in the builder moves along.
        if (awaiter is IScopeStep step && step.Start((scope ??= new ScopeFrame()).Entered))
        {
            scope.Resume(ref stateMachine);
            return true;
        }

        scope?.Suspend();
        return false;
    }

    /// <summary>The method has ended: exits what it entered.</summary>
    /// <param name="exception">What left the method, or <see langword="null"/>.</param>
    /// <param name="noResult">What a method with a result says when its exception was suppressed; <see langword="null"/> for one without.</param>
    /// <returns>What the task of the method is to fail with, or <see langword="null"/>.</returns>
    internal async ValueTask<Exception?> EndAsync(Exception? exception, string? noResult)
    {
        bool suppressed;
        try
        {
            suppressed = await Entered.ExitAsync(exception).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            return thrown;
        }

        if (exception is null || !suppressed)
            return exception;
        return noResult is null ? null : new InvalidOperationException(noResult, exception);
    }

    /// <summary>
    /// Goes on with the method from within its own await. The first such await runs a loop, and those further down only ask it to go
    /// round again, so that the stack does not grow with their number.
    /// </summary>
    private void Resume<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_looping)
        {
            _resume = _loops;
            return;
        }

        _looping = true;
        var loop = ++_loops;
        do
        {
            _resume = 0;
            stateMachine.MoveNext();
        }
        while (_resume == loop); // a loop begun meanwhile on another thread has another number
    }

    /// <summary>The method is about to suspend, and may be resumed on another thread at any moment. The loop of this thread is over.</summary>
    internal void Suspend() => _looping = false;
}
