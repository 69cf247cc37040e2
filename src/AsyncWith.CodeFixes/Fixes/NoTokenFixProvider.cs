namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0007: lets nothing cancel the way out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NoTokenFixProvider() : SingleFixProvider(RuleIds.TokenAfterYield)
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var token = node is ArgumentSyntax argument ? argument.Expression : node;
        if (token.Parent is not MemberAccessExpressionSyntax access)
            return new Change("Use 'CancellationToken.None'", root.ReplaceNode(token,
                Build.Name("System.Threading.CancellationToken.None").WithTriviaFrom(token)));

        return access is
        {
            Name.Identifier.ValueText: "ThrowIfCancellationRequested",
            Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax } check }
        }
            ? new Change("Remove the check", Build.Remove(root, check))
            : null;
    }
}
