using System.Diagnostics;

namespace AsyncWith;

/// <summary>What <see cref="AsyncContextManager.Suppress{TException}"/> suppressed in one block.</summary>
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
///     Console.WriteLine($"went on without it: {exception.Message}");
/// </code>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Suppressed<TException>
    where TException : Exception
{
    internal Suppressed()
    {
    }

    /// <summary>What was suppressed; <see langword="null"/> while the block runs, and after one that completed or failed with something
    /// else.</summary>
    public TException? Exception { get; private set; }

    /// <summary>What was suppressed.</summary>
    /// <returns>The kind of the exception, or that there was none.</returns>
    public override string ToString() => Exception is null ? "nothing suppressed" : $"suppressed {Exception.GetType().Name}";

    internal bool Accept(TException exception)
    {
        Exception = exception;
        return true;
    }
}
