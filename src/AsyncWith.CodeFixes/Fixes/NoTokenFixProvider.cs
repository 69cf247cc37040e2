using System.Composition;
using AsyncWith.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0007: lets nothing cancel the way out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NoTokenFixProvider() : SingleFixProvider(RuleIds.TokenAfterYield)
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var token = node is ArgumentSyntax argument ? argument.Expression : node;
        if (token.Parent is not MemberAccessExpressionSyntax access)
            return new Change("Use 'CancellationToken.None'", root.ReplaceNode(token, Build.Name("System.Threading.CancellationToken.None").WithTriviaFrom(token)));

        return access is { Name.Identifier.ValueText: "ThrowIfCancellationRequested", Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax } check } }
            && root.RemoveNode(check, HasComment(check) ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepUnbalancedDirectives) is { } changed
            ? new Change("Remove the check", changed)
            : null;
    }

    private static bool HasComment(SyntaxNode node) =>
        node.GetLeadingTrivia().Concat(node.GetTrailingTrivia()).Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
