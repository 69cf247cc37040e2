using System.Globalization;
using AsyncWith.Tests.Conventions;
using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncWith.Docs.Tests;

/// <summary>
/// Compiles a snippet as what it can be: a file (types, or statements that start a program), the members of a class, or the statements
/// of a method. Where it is none of them, it gives the errors of the reading that fits best.
/// </summary>
internal static class SnippetCompiler
{
    internal const string PreludeFolder = "tests/AsyncWith.Docs.Tests/Preludes";

    internal static IReadOnlyList<string> Errors(Snippet snippet)
    {
        if (!snippet.IsUnderstood)
            return [$"{snippet.File}:{snippet.Line}: 'compile: {snippet.Directive}' is neither 'with Prelude' nor 'no (reason)'."];
        if (snippet.OptOut is not null)
            return [];

        List<SyntaxTree> preludes = [];
        foreach (var name in snippet.Preludes)
        {
            var path = $"{PreludeFolder}/{name}.cs";
            if (!File.Exists(Path.Combine(Repository.Root, path)))
                return [$"{snippet.File}:{snippet.Line}: there is no prelude {path}."];
            preludes.Add(Compiler.Parse(Repository.Read(path)));
        }

        string[]? best = null;
        foreach (var reading in Readings(snippet))
        {
            var errors = Compile(reading, preludes);
            if (errors is [])
                return [];
            if (best is null || errors.Length < best.Length)
                best = errors;
        }

        return best!;
    }

    private static IEnumerable<string> Readings(Snippet snippet)
    {
        // The positions of the document, so that the compiler's errors name them.
        var code = string.Create(CultureInfo.InvariantCulture, $"#line {snippet.Line} \"{snippet.File}\"\n{snippet.Code}\n#line default\n");
        yield return code;
        yield return $"partial class Snippet\n{{\n{code}}}\n";
        yield return $"partial class Snippet\n{{\nasync Task Run()\n{{\n{code}}}\n}}\n";
        yield return $"partial class Snippet\n{{\nasync Task<object?> Run()\n{{\n{code}}}\n}}\n";
    }

    private static string[] Compile(string source, List<SyntaxTree> preludes)
    {
        var tree = Compiler.Parse(source);
        var isProgram = tree.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any();
        return Compiler.Compile(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, [tree, .. preludes])
            .GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(Describe)
            .ToArray();
    }

    private static string Describe(Diagnostic diagnostic)
    {
        var position = diagnostic.Location.GetMappedLineSpan();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{position.Path}:{position.StartLinePosition.Line + 1}: {diagnostic.Id} {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
    }
}
