using System.Text.Json;
using Xunit;

namespace AsyncWith.Xunit.Failing;

/// <summary>Tells the tests of the package what the managers of these tests saw: a line of JSON each, in the file that they name.</summary>
internal static class Log
{
    private static readonly Lock _gate = new();

    internal static void Write(string manager, string what, Exception? seen = null)
    {
        var failed = seen as TestFailedException;
        var line = JsonSerializer.Serialize(new
        {
            Class = TestContext.Current.TestClass?.TestClassSimpleName,
            Manager = manager,
            What = what,
            Seen = seen?.GetType().Name,
            seen?.Message,
            Types = failed?.ExceptionTypes,
            Messages = failed?.ExceptionMessages,
            Traces = failed?.ExceptionStackTraces,
            Text = seen?.ToString(),
        });
        lock (_gate)
            File.AppendAllText(Environment.GetEnvironmentVariable("ASYNCWITH_XUNIT_LOG") ?? "log.jsonl", line + "\n");
    }
}
