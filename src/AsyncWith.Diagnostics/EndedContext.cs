namespace AsyncWith.Diagnostics;

/// <summary>A context that has ended.</summary>
/// <param name="Context">What it was.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">The full name of the exception's type; <see langword="null"/> where it completed. The exception itself is not kept.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="EnterTime">How long entering took.</param>
/// <param name="BlockTime">How long the block took; zero where the enter failed.</param>
/// <param name="ExitTime">How long exiting took; zero where the enter failed.</param>
/// <remarks>
/// <code>
/// tree.EndedSlowly += ended => Console.Error.WriteLine($"{ended.Context.Name} took {ended.ExitTime} to exit");
/// </code>
/// </remarks>
public sealed record EndedContext(
    OpenContext Context, ContextOutcome Outcome, string? Error, DateTimeOffset EndedAt, TimeSpan EnterTime, TimeSpan BlockTime, TimeSpan ExitTime);
