using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The task of an enter, with the resource as its base class. It is used again after its result has been read.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class UpcastSource<T, TBase>(UpcastManager<T, TBase> manager) : ForwardingSource<T, TBase>
    where T : class, TBase
    where TBase : class
{
    protected override TBase GetResult(ValueTask<T> completed)
    {
        manager.Return(this);
        return completed.GetAwaiter().GetResult();
    }
}
