using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>The task of an observed enter that did not complete at once. The observer is told when the result is read.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class ObservedEnter<T>(ObservedManager<T> manager) : ForwardingSource<T, T>
{
    protected override T GetResult(ValueTask<T> completed)
    {
        T resource;
        try
        {
            resource = completed.GetAwaiter().GetResult();
        }
        catch (Exception thrown)
        {
            manager.Use.Threw(thrown);
            throw;
        }

        manager.Use.Entered();
        return resource;
    }
}
