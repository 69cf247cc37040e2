namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0009: completes the scope at the end of its block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CompleteFixProvider() : SingleFixProvider(RuleIds.NeverCompleted)
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is not VariableDeclaratorSyntax { Identifier: var scope, Parent: VariableDeclarationSyntax { Parent: { } declaration } })
            return null;

        var block = declaration switch
        {
            LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } statement => statement.Parent as BlockSyntax,
            UsingStatementSyntax statement => statement.Statement as BlockSyntax,
            _ => null,
        };
        if (block is null)
            return null;

        var complete = Build.Statement(Build.Call(SyntaxFactory.IdentifierName(scope.WithoutTrivia()), "Complete"));
        var changed = block.Statements.LastOrDefault() switch
        {
            ReturnStatementSyntax { Expression: null or LiteralExpressionSyntax or IdentifierNameSyntax } end =>
                block.WithStatements(block.Statements.Insert(block.Statements.Count - 1, complete.WithLeadingTrivia(end.GetLeadingTrivia()))),
            ReturnStatementSyntax { Expression: { } value } end => CompleteBefore(block, end, value, complete, model),
            ThrowStatementSyntax => null,
            _ => block.AddStatements(complete),
        };
        return changed is null ? null : new Change("Call 'Complete'", root.ReplaceNode(block, changed.Formatted()));
    }

    /// <summary>What is returned is computed before the scope is complete, since it may throw.</summary>
    private static BlockSyntax CompleteBefore(BlockSyntax block, ReturnStatementSyntax end, ExpressionSyntax value, StatementSyntax complete, SemanticModel model)
    {
        var name = Names.Free("result", model, end.SpanStart);
        var declaration = SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(
            SyntaxFactory.IdentifierName("var"),
            [SyntaxFactory.VariableDeclarator(name).WithInitializer(SyntaxFactory.EqualsValueClause(value.WithoutTrivia()))]));
        StatementSyntax[] statements =
        [
            declaration.NormalizeWhitespace().WithLeadingTrivia(end.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed),
            complete,
            end.WithExpression(SyntaxFactory.IdentifierName(name)).WithLeadingTrivia(),
        ];
        return block.WithStatements([.. block.Statements.Take(block.Statements.Count - 1), .. statements]);
    }
}
