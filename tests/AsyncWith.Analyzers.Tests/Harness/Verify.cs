using Microsoft.CodeAnalysis;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>Compares what the rules mark with what they should mark.</summary>
internal static class Verify
{
    /// <summary>The rule marks what the snippet encloses in <c>[|…|]</c>, and nothing else.</summary>
    internal static async Task FlagsAsync(string id, string members)
    {
        var markup = Markup.Parse(Snippets.Wrap(members));
        Assert.NotEmpty(markup.Spans);

        var diagnostics = await AnalyzeAsync(markup.Code);

        Assert.Equal(
            markup.Spans.Select(span => markup.Code.Substring(span.Start, span.Length) + span),
            diagnostics.Where(diagnostic => diagnostic.Id == id).Select(diagnostic => diagnostic.Location.SourceSpan).Order()
                .Select(span => markup.Code.Substring(span.Start, span.Length) + span));
    }

    /// <summary>No rule marks anything.</summary>
    internal static async Task AcceptsAsync(string members) => Assert.Empty(await AnalyzeAsync(Snippets.Wrap(members)));

    private static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(string code)
    {
        var compilation = Snippets.Compile(code);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return await Snippets.AnalyzeAsync(compilation);
    }
}
