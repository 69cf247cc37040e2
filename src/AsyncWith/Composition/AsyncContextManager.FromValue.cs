using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>A manager that hands over <paramref name="value"/> and releases nothing: for code that needs a manager where there is nothing to
    /// manage.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">What the block is given.</param>
    /// <returns>A manager that can be entered any number of times, also at once.</returns>
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
