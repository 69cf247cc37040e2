namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0012: removes what the block does by itself when it completes. A rollback stays, since without it the block would commit.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveEndingFixProvider() : SingleFixProvider(RuleIds.EndedByHand)
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var call = node.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call?.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: not ("Rollback" or "RollbackAsync") and var name }
            || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax } statement
            || !IsAll(statement.Expression, call))
            return null;
        return new Change($"Remove '{name}'", Build.Remove(root, statement));
    }

    /// <summary>Whether the statement does nothing but to call and to await the call.</summary>
    private static bool IsAll(ExpressionSyntax expression, ExpressionSyntax call) =>
        expression == call || expression switch
        {
            AwaitExpressionSyntax awaited => IsAll(awaited.Expression, call),
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "ConfigureAwait",
                    Expression: var configured
                }
            } => IsAll(configured, call),
            _ => false,
        };
}
