using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>Creates a manager that passes <paramref name="value"/> to the block and releases nothing, for code that requires a manager.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>A manager that can be entered any number of times, even concurrently.</returns>
    public static IAsyncContextManager<T> FromValue<T>(T value) => new ValueManager<T>(value);

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class ValueManager<T>(T value) : IAsyncContextManager<T>, INamedManager
    {
        public string Name => nameof(FromValue);

        public override string ToString() => $"{typeof(T).Name} (value)";

        public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => new(value);

        public ValueTask<bool> ExitAsync(Exception? exception) => default;
    }
}
