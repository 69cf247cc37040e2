using System.Diagnostics;

namespace AsyncWith;

/// <summary>The exception that <see cref="AsyncContextManager.Suppress{TException}"/> suppressed in one block.</summary>
/// <typeparam name="TException">The kind of exception.</typeparam>
/// <remarks>
/// <code>
/// Suppressed&lt;IOException&gt;? missing = null;
/// await AsyncContextManager.Suppress&lt;IOException&gt;().UseAsync(async suppressed =>
/// {
///     missing = suppressed;
///     await File.ReadAllTextAsync("optional.json");
/// });
/// if (missing?.Exception is { } exception)
///     Console.WriteLine($"continued without it: {exception.Message}");
/// </code>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Suppressed<TException>
    where TException : Exception
{
    internal Suppressed()
    {
    }

    /// <summary>The suppressed exception; <see langword="null"/> while the block runs, and if it completed or failed with another
    /// exception.</summary>
    public TException? Exception { get; private set; }

    /// <summary>Describes the suppressed exception.</summary>
    /// <returns>The kind of the exception, or that there was none.</returns>
    public override string ToString() => Exception is null ? "nothing suppressed" : $"suppressed {Exception.GetType().Name}";

    internal bool Accept(TException exception)
    {
        Exception = exception;
        return true;
    }
}
