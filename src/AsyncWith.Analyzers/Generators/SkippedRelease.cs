using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncWith.Analyzers.Generators;

/// <summary>AW0003: a release that runs when the block completes, and on some path not when it throws.</summary>
internal static class SkippedRelease
{
    internal static void Check(GeneratorBody body, Findings findings, Action<Diagnostic> report)
    {
        if (findings.GaveUp)
            return;

        foreach (var release in findings.LateReleases)
        {
            var keys = release.Value.Keys.Where(findings.Acquired.Contains).ToList();
            if (keys.Count > 0 && release.Value.Paths.RunsOnce && !keys.Exists(body.Used.Contains) && release.Value.Paths.CanSkip(keys))
                report(Diagnostic.Create(Rules.SkippedRelease, WholeCall(release.Key).GetLocation(), release.Value.Method));
        }
    }

    /// <summary>With what stands before the <c>?.</c></summary>
    private static SyntaxNode WholeCall(SyntaxNode call)
    {
        while (call.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == call)
            call = access;
        return call;
    }
}
