using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>The task of an observed exit that did not complete at once. The observer is told when the result is read.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class ObservedExit<T>(ObservedManager<T> manager, Exception? exception) : ForwardingSource<bool, bool>
{
    protected override bool GetResult(ValueTask<bool> completed)
    {
        bool suppresses;
        try
        {
            suppresses = completed.GetAwaiter().GetResult();
        }
        catch (Exception thrown)
        {
            manager.Use.Threw(thrown);
            throw;
        }

        manager.Use.Exited(new Outcome<bool>(suppresses), exception);
        return suppresses;
    }
}
