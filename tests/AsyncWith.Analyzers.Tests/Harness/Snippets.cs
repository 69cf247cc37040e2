using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>Compiles snippets against the library itself and runs all the rules over them.</summary>
internal static class Snippets
{
    internal const string Path = "Snippet.cs";

    internal static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.None);

    internal static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);

    /// <summary>The files that are there before a snippet is.</summary>
    internal static ImmutableArray<(string Path, string Code)> Given { get; } = [
        ("Prelude.cs", Prelude.Code), ("Integrations.cs", Integrations.Code)];

    internal static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator)
            .Where(path =>
                System.IO.Path.GetFileName(path) is var name
                    && (name.StartsWith("System.", StringComparison.Ordinal) || name is "AsyncWith.dll" or "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpCompilation _library = CSharpCompilation.Create(
        "Snippets", [.. Given.Select(file => CSharpSyntaxTree.ParseText(file.Code, ParseOptions, file.Path))], References, Options);

    internal static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(RuleIds).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>The members of a class, as a file of their own.</summary>
    internal static string Wrap(string members) => $"public partial class Snippet\n{{\n{members}\n}}\n";

    internal static CSharpCompilation Compile(string code) => _library.AddSyntaxTrees(CSharpSyntaxTree.ParseText(code, ParseOptions, Path));

    /// <summary>What the rules say about the compilation. An analyzer that fails fails the test.</summary>
    internal static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(
        CSharpCompilation compilation, params ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var diagnostics = await compilation.WithAnalyzers(analyzers is [] ? Analyzers : analyzers, options).GetAnalyzerDiagnosticsAsync();
        return diagnostics.FirstOrDefault(diagnostic => diagnostic.Id == "AD0001") is { } failure
            ? throw new InvalidOperationException(failure.ToString())
            : diagnostics;
    }
}
