using Xunit;

namespace AsyncWith.Xunit;

/// <summary>What the managers of a <see cref="ContextTest"/> are told where the test failed. It has what xunit keeps of the failure: text.</summary>
/// <remarks>
/// <code>
/// public ValueTask&lt;bool&gt; ExitAsync(Exception? exception)
/// {
///     if (exception is TestFailedException { ExceptionTypes: ["System.TimeoutException", ..] })
///         DumpThreads();
///     return default;
/// }
/// </code>
/// The lists have an item for each exception: the test's own comes first, those inside it follow.
/// </remarks>
public sealed class TestFailedException : Exception
{
    private const string TokenCanceled = "The token of the test is cancelled: it ran into its Timeout, or the run was stopped.";

    internal TestFailedException(string? test, IReadOnlyList<string> types, IReadOnlyList<string> messages, IReadOnlyList<string> stackTraces)
        : base($"The test '{test}' failed{(types is [var type, ..] && messages is [var message, ..] ? $": {type}: {message}" : ".")}") =>
        (ExceptionTypes, ExceptionMessages, ExceptionStackTraces) = (types, messages, stackTraces);

    /// <summary>The full names of the exceptions' types.</summary>
    public IReadOnlyList<string> ExceptionTypes { get; }

    /// <summary>Their messages.</summary>
    public IReadOnlyList<string> ExceptionMessages { get; }

    /// <summary>Their stack traces; empty where there is none.</summary>
    public IReadOnlyList<string> ExceptionStackTraces { get; }

    /// <summary>The stack trace of the test's own exception, for logs: this exception is not thrown.</summary>
    public override string? StackTrace => ExceptionStackTraces is [var first, ..] ? first : base.StackTrace;

    /// <summary>One for the test that has just run; <see langword="null"/> where it has not failed.</summary>
    internal static TestFailedException? OfCurrentTest() => TestContext.Current switch
    {
        { TestState: { Result: TestResult.Failed } state } context =>
            new(context.Test?.TestDisplayName, Texts(state.ExceptionTypes), Texts(state.ExceptionMessages), Texts(state.ExceptionStackTraces)),
        // A test that completes after its Timeout counts as passed here, and as failed in the report.
        { TestState: not null, CancellationToken.IsCancellationRequested: true } context =>
            new(context.Test?.TestDisplayName, [typeof(OperationCanceledException).FullName!], [TokenCanceled], [""]),
        _ => null,
    };

    private static string[] Texts(string?[]? texts) => Array.ConvertAll(texts ?? [], text => text ?? "");
}
