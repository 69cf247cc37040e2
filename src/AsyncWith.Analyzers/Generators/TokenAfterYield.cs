namespace AsyncWith.Analyzers.Generators;

/// <summary>AW0007: the token of the enter is used on the way out.</summary>
internal static class TokenAfterYield
{
    internal static void Check(GeneratorBody body, Findings findings, Action<Diagnostic> report)
    {
        foreach (var use in findings.LateTokenUses)
            report(Diagnostic.Create(Rules.TokenAfterYield, use.GetLocation(), body.Token?.Name));
    }
}
