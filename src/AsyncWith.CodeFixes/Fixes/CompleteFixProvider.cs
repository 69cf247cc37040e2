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

        return Completion.TryAddTo(block, scope.ValueText, model, block.SpanStart) is { } changed
            ? new Change("Call 'Complete'", root.ReplaceNode(block, changed.Formatted()))
            : null;
    }
}
