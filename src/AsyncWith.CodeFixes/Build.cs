using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncWith.CodeFixes;

/// <summary>Makes pieces of code.</summary>
internal static class Build
{
    internal static AwaitExpressionSyntax Await(ExpressionSyntax task) =>
        SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), task.WithoutTrivia());

    internal static ExpressionStatementSyntax Statement(ExpressionSyntax expression) => SyntaxFactory.ExpressionStatement(expression);

    /// <summary><c>var name = value;</c></summary>
    internal static LocalDeclarationStatementSyntax Declaration(string name, ExpressionSyntax value) =>
        SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(
            SyntaxFactory.IdentifierName("var").WithTrailingTrivia(SyntaxFactory.Space),
            [SyntaxFactory.VariableDeclarator(SyntaxFactory.Identifier(name).WithTrailingTrivia(SyntaxFactory.Space))
                .WithInitializer(SyntaxFactory.EqualsValueClause(SyntaxFactory.Token(SyntaxKind.EqualsToken)
                    .WithTrailingTrivia(SyntaxFactory.Space), value.WithoutTrivia()))]))
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);

    internal static ExpressionSyntax Name(string fullName) =>
        SyntaxFactory.ParseExpression("global::" + fullName).WithAdditionalAnnotations(Simplifier.Annotation);

    internal static TypeSyntax Type(string fullName) =>
        SyntaxFactory.ParseTypeName("global::" + fullName).WithAdditionalAnnotations(Simplifier.Annotation);

    internal static InvocationExpressionSyntax Call(ExpressionSyntax receiver, string method, params ArgumentSyntax[] arguments) =>
        SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver.WithoutTrivia(),
                SyntaxFactory.IdentifierName(method)),
            SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments)));

    internal static BlockSyntax Block(IEnumerable<StatementSyntax> statements) => SyntaxFactory.Block(statements);

    /// <summary>A line break as the file has them, to leave a line blank.</summary>
    internal static SyntaxTrivia LineBreak(SyntaxNode root) =>
        root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found
            : SyntaxFactory.ElasticLineFeed;

    internal static T Formatted<T>(this T node)
        where T : SyntaxNode => node.WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>Replaces a run of statements in the list that they are in.</summary>
    internal static SyntaxNode Replace(SyntaxNode root, SyntaxList<StatementSyntax> list, int first, int count,
        IEnumerable<StatementSyntax> replacements)
    {
        var owner = list[first].Parent!;
        var changed = list;
        for (var removed = 0; removed < count; removed++)
            changed = changed.RemoveAt(first);
        changed = changed.InsertRange(first, replacements);

        return root.ReplaceNode(owner, owner switch
        {
            BlockSyntax block => block.WithStatements(changed),
            SwitchSectionSyntax section => section.WithStatements(changed),
            _ => throw new ArgumentException("These statements are in no list.", nameof(list)),
        });
    }

    /// <summary>Removes a statement of a block. The comments at it stay.</summary>
    internal static SyntaxNode Remove(SyntaxNode root, StatementSyntax statement)
    {
        if (HasComment(statement.GetTrailingTrivia()))
            return root.RemoveNode(statement, SyntaxRemoveOptions.KeepExteriorTrivia)!;

        var tracked = root.TrackNodes(statement);
        if (HasComment(statement.GetLeadingTrivia()))
        {
            var next = tracked.GetCurrentNode(statement)!.GetLastToken().GetNextToken();
            var comments = statement.GetLeadingTrivia().Reverse().SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse();
            tracked = tracked.ReplaceToken(next, next.WithLeadingTrivia(comments.Concat(next.LeadingTrivia)));
        }

        return tracked.RemoveNode(tracked.GetCurrentNode(statement)!, SyntaxRemoveOptions.KeepUnbalancedDirectives)!;
    }

    /// <summary>The list of statements that <paramref name="statement"/> is in, if it is in one.</summary>
    internal static SyntaxList<StatementSyntax>? ListAround(StatementSyntax? statement) => statement?.Parent switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        _ => null,
    };

    private static bool HasComment(SyntaxTriviaList trivia) =>
        trivia.Any(piece => !piece.IsKind(SyntaxKind.WhitespaceTrivia) && !piece.IsKind(SyntaxKind.EndOfLineTrivia));
}
