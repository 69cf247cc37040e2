namespace AsyncWith.Xunit.Tests;

/// <summary>What a manager of a failing test logged.</summary>
/// <param name="Class">The class of the test; null in a fixture that several classes share.</param>
/// <param name="Manager">The name of the manager.</param>
/// <param name="What">What it did.</param>
/// <param name="Seen">The type of the exception that it saw.</param>
/// <param name="Message">Its message.</param>
/// <param name="Types">The types of the failure's exceptions.</param>
/// <param name="Messages">Their messages.</param>
/// <param name="Traces">Their stack traces.</param>
/// <param name="Text">All that a log would show.</param>
public sealed record LogLine(
    string? Class, string Manager, string What, string? Seen, string? Message, string[]? Types, string[]? Messages, string[]? Traces, string? Text)
{
    /// <summary>For comparing several: <c>second exit TestFailedException</c>.</summary>
    public string Summary => $"{Manager} {What} {Seen}".TrimEnd();
}
