using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace AsyncWith.Internal;

/// <summary>How something ended: with a value, or with an exception.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal readonly struct Outcome<T>
{
    internal Outcome(T value) => Value = value;

    internal Outcome(Exception exception) => Exception = exception;

    internal T? Value { get; }

    internal Exception? Exception { get; }

    internal T ValueOrThrow()
    {
        if (Exception is not null)
            ExceptionDispatchInfo.Throw(Exception);
        return Value!;
    }

    internal ValueTask<T> ToValueTask() => Exception is null ? new ValueTask<T>(Value!) : TaskExceptions.ToValueTask<T>(Exception);
}
