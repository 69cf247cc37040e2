namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0003: wraps everything from the yield to the release in a <c>try</c> whose <c>finally</c> releases.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class FinallyFixProvider() : SingleFixProvider(RuleIds.SkippedRelease)
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var release = node.FirstAncestorOrSelf<ExpressionStatementSyntax>();
        if (Build.ListAround(release) is not { } list)
            return null;

        var end = list.IndexOf(release!);
        var start = list.IndexOf(statement => ContainsYield(statement, model, cancellationToken));
        if (start < 0 || start >= end)
            return null;

        // What is declared on the way is out of sight for the finally and for what follows.
        var flow = model.AnalyzeDataFlow(list[start], list[end - 1]);
        var later = model.AnalyzeDataFlow(release!, list[list.Count - 1]);
        if (flow is not { Succeeded: true } || later is not { Succeeded: true }
            || flow.VariablesDeclared.Any(variable => Uses(later, variable)))
            return null;

        var block = Build.Block(list.Skip(start).Take(end - start).Select((statement, index) => index == 0 ? statement.WithLeadingTrivia()
            : statement));
        var attempt = SyntaxFactory.TryStatement(block, [], SyntaxFactory.FinallyClause(Build.Block([release!])))
            .WithLeadingTrivia(list[start].GetLeadingTrivia()).Formatted();
        return new Change("Release in a 'finally'", Build.Replace(root, list, start, end - start + 1, [attempt]));
    }

    private static bool Uses(DataFlowAnalysis flow, ISymbol variable) =>
        flow.ReadInside.Contains(variable, SymbolEqualityComparer.Default) || flow.WrittenInside.Contains(variable, SymbolEqualityComparer.Default);

    private static bool ContainsYield(StatementSyntax statement, SemanticModel model, CancellationToken cancellationToken) =>
        statement.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
            call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Return" }
            && model.GetSymbolInfo(call,
                cancellationToken).Symbol is IMethodSymbol { ContainingType: { Name: "Yield", ContainingNamespace.Name: "AsyncWith" } });
}
