namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0006: ends the <c>catch</c> with <c>throw;</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RethrowFixProvider() : SingleFixProvider(RuleIds.SwallowsEverything)
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node.FirstAncestorOrSelf<CatchClauseSyntax>() is not { Block: { } block })
            return null;

        StatementSyntax rethrow = SyntaxFactory.ThrowStatement();
        BlockSyntax changed;
        if (block.Statements.LastOrDefault() is ReturnStatementSyntax { Expression: null } end)
            changed = block.ReplaceNode(end, rethrow.WithTriviaFrom(end));
        else if (model.AnalyzeControlFlow(block) is { Succeeded: true, EndPointIsReachable: true })
            changed = block.AddStatements(rethrow);
        else
            return null;
        return new Change("Rethrow", root.ReplaceNode(block, changed.Formatted()));
    }
}
