using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>What one call of a scoped method has entered, and the loop that resumes it after an enter that completed synchronously.</summary>
internal sealed class ScopeFrame
{
    private int _loops; // begun so far; the last one is the current one
    private bool _looping;
    private int _resume; // the loop that is to go round again

    internal AsyncExitStack Entered { get; } = new();

    /// <summary>
    /// Goes on with the method from within its own await. The first such await runs a loop, and those further down only ask it to go
    /// round again, so that the stack does not grow with their number.
    /// </summary>
    internal void Resume<TStateMachine>(ref TStateMachine stateMachine)
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

    /// <summary>The method is about to suspend, and may go on elsewhere at any moment: this thread's loop is over.</summary>
    internal void Suspend() => _looping = false;
}
