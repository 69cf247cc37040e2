using System.Reflection;
using AsyncWith.Tests.Conventions;
using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis;

namespace AsyncWith.Docs.Tests;

/// <summary>Compiles a program of a document, and runs it in this process.</summary>
internal static class ProgramRunner
{
    /// <summary>Runs the program, and returns what it prints.</summary>
    internal static async Task<string> RunAsync(string code, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        await RunAsync(code, output, cancellationToken);
        return output.ToString().ReplaceLineEndings("\n").TrimEnd();
    }

    /// <summary>Runs the program, which prints to <paramref name="output"/>.</summary>
    internal static async Task RunAsync(
        string code, StringWriter output, CancellationToken cancellationToken, string[]? preludes = null, params string[] arguments)
    {
        var sources = (preludes ?? [])
            .Select(prelude => Repository.Read($"{SnippetCompiler.PreludeFolder}/{prelude}.cs"))
            .Prepend(code)
            .Select(Compiler.Parse);
        using var image = new MemoryStream();
        var result = Compiler.Compile(OutputKind.ConsoleApplication, [.. sources]).Emit(image, cancellationToken: cancellationToken);
        if (!result.Success)
            throw new InvalidDataException(
                string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));

        var program = Assembly.Load(image.ToArray()).EntryPoint!;
        var console = Console.Out;
        Console.SetOut(TextWriter.Synchronized(output));
        try
        {
            // The entry point of a program with top-level awaits waits for them, so it gets a thread of its own.
            await Task.Factory
                .StartNew(
                    () => program.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null),
                    cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);
        }
        finally
        {
            Console.SetOut(console);
        }
    }
}
