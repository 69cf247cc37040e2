namespace AsyncWith.Analyzers.Generators;

/// <summary>AW0002: a path yields again.</summary>
internal static class YieldsTwice
{
    internal static void Check(GeneratorBody body, Findings findings, Action<Diagnostic> report)
    {
        if (body.Escapes || findings.GaveUp)
            return;
        foreach (var yield in findings.SecondYields)
            report(Diagnostic.Create(Rules.YieldsTwice, yield.GetLocation()));
    }
}
