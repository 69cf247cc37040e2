using System.Runtime.ExceptionServices;

namespace AsyncWith.Internal;

/// <summary>How something ended: with a value, or with an exception.</summary>
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

    internal T? ValueOr(Func<Exception, T?> fallback) => Exception is null ? Value : fallback(Exception);
}
