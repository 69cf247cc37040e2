using System.Reflection;
using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis;

namespace AsyncWith.Docs.Tests;

/// <summary>Compiles a program of a document, runs it in this process, and returns what it prints.</summary>
internal static class ProgramRunner
{
    internal static async Task<string> RunAsync(string code, CancellationToken cancellationToken)
    {
        using var image = new MemoryStream();
        var result = Compiler.Compile(OutputKind.ConsoleApplication, Compiler.Parse(code)).Emit(image, cancellationToken: cancellationToken);
        Assert(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));

        var program = Assembly.Load(image.ToArray()).EntryPoint!;
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(output));
        try
        {
            // The entry point of a program with top-level awaits waits for them, so it gets a thread of its own.
            await Task.Factory
                .StartNew(() => program.Invoke(null, [Array.Empty<string>()]), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString().ReplaceLineEndings("\n").TrimEnd();
    }

    private static void Assert(bool condition, string message)
    {
        if (!condition)
            throw new InvalidDataException(message);
    }
}
