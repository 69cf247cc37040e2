namespace AsyncWith.CodeFixes.Fixes;

/// <summary>CS8410, CS1674 on <c>await using</c> of a manager: a manager is no disposable, and <c>BeginAsync</c> makes one of it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class BeginAsyncFixProvider() : SingleFixProvider("CS8410", "CS1674")
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var statement = node.FirstAncestorOrSelf<StatementSyntax>();
        if (Symbols.TryCreate(model.Compilation) is not { } symbols || !EnclosingFunction.IsAsync(EnclosingFunction.Of(node)))
            return null;

        var scope = Names.Free("scope", model, node.SpanStart);
        switch (statement)
        {
            case LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables, Parent: BlockSyntax block } local
                when variables[0].Initializer?.Value is { } manager && IsManager(manager):
                var index = block.Statements.IndexOf(local);
                var begin = AwaitUsing(Build.Declaration(scope, Begin(manager))).WithLeadingTrivia(local.GetLeadingTrivia());
                var changed = block.WithStatements([.. block.Statements.Take(index), begin, Resource(variables[0].Identifier.ValueText),
                    .. block.Statements.Skip(index + 1)]);
                return Complete(block, changed);
            case UsingStatementSyntax { Declaration.Variables: { Count: 1 } variables, Statement: BlockSyntax inner } use
                when variables[0].Initializer?.Value is { } manager && IsManager(manager):
                return Complete(use, Use(use, manager, inner.WithStatements(inner.Statements.Insert(0,
                    Resource(variables[0].Identifier.ValueText)))));
            case UsingStatementSyntax { Expression: { } manager, Statement: BlockSyntax inner } use when IsManager(manager):
                return Complete(use, Use(use, manager, inner));
            default:
                return null;
        }

        bool IsManager(ExpressionSyntax expression) => symbols.IsManager(model.GetTypeInfo(expression, cancellationToken).Type);

        StatementSyntax Resource(string name) =>
            Build.Declaration(name, SyntaxFactory.ParseExpression(scope + ".Resource")).Formatted();

        UsingStatementSyntax Use(UsingStatementSyntax use, ExpressionSyntax manager, BlockSyntax block) => use
            .WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                .WithUsingKeyword(use.UsingKeyword.WithLeadingTrivia())
            .WithExpression(null).WithDeclaration(Build.Declaration(scope,
                Begin(manager)).Declaration).WithStatement(block).WithLeadingTrivia(use.GetLeadingTrivia());

        Change? Complete(SyntaxNode old, SyntaxNode replacement)
        {
            var body = replacement as BlockSyntax ?? (BlockSyntax)((UsingStatementSyntax)replacement).Statement;
            return Completion.TryAddTo(body, scope, model, node.SpanStart) is { } completed
                ? new Change("Use 'BeginAsync'", root.ReplaceNode(old, (replacement == body ? completed
                    : replacement.ReplaceNode(body, completed)).Formatted()))
                : null;
        }
    }

    private static AwaitExpressionSyntax Begin(ExpressionSyntax manager) => Build.Await(Build.Call(manager, "BeginAsync"));

    private static LocalDeclarationStatementSyntax AwaitUsing(LocalDeclarationStatementSyntax declaration) => declaration
        .WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space))
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space));
}
