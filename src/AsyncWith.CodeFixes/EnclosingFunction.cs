namespace AsyncWith.CodeFixes;

/// <summary>The method, local function or lambda around a piece of code.</summary>
internal static class EnclosingFunction
{
    internal static SyntaxNode? Of(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(ancestor =>
            ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
                or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax);

    internal static bool IsAsync(SyntaxNode? function) => function switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        _ => function is null, // the top level of a file may await
    };

    internal static SyntaxNode WithAsync(SyntaxNode function)
    {
        var keyword = SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        switch (function)
        {
            case AnonymousFunctionExpressionSyntax lambda:
                var leading = lambda.GetLeadingTrivia();
                return lambda.WithoutLeadingTrivia().WithAsyncKeyword(keyword).WithLeadingTrivia(leading);
            case LocalFunctionStatementSyntax local when local.Modifiers.Any():
                return local.AddModifiers(keyword);
            case LocalFunctionStatementSyntax local:
                return local.WithReturnType(local.ReturnType.WithoutLeadingTrivia()).WithModifiers([keyword.WithLeadingTrivia(local
                    .GetLeadingTrivia())]);
            case MethodDeclarationSyntax method when method.Modifiers.Any():
                return method.AddModifiers(keyword);
            case MethodDeclarationSyntax method:
                return method.WithReturnType(method.ReturnType.WithoutLeadingTrivia()).WithModifiers([keyword.WithLeadingTrivia(method
                    .GetLeadingTrivia())]);
            default:
                return function;
        }
    }

    internal static IMethodSymbol? SymbolOf(SyntaxNode function, SemanticModel model, CancellationToken cancellationToken) =>
        function is AnonymousFunctionExpressionSyntax
        ? model.GetSymbolInfo(function, cancellationToken).Symbol as IMethodSymbol
        : model.GetDeclaredSymbol(function, cancellationToken) as IMethodSymbol;

    internal static SyntaxList<StatementSyntax>? StatementsOf(SyntaxNode function) => function switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.Block?.Statements,
        LocalFunctionStatementSyntax local => local.Body?.Statements,
        BaseMethodDeclarationSyntax method => method.Body?.Statements,
        _ => null,
    };

    /// <summary>The <c>return</c> statements of the function, without those of the functions in it.</summary>
    internal static IEnumerable<ReturnStatementSyntax> ReturnsOf(SyntaxNode function) =>
        function.DescendantNodes(node => node == function || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>().Where(end => end.Expression is not null);

    /// <summary>The values that the function returns.</summary>
    internal static IEnumerable<SyntaxNode?> ResultsOf(SyntaxNode function) =>
        function is LambdaExpressionSyntax { ExpressionBody: { } body } ? [WithoutParentheses(body)]
            : ReturnsOf(function).Select(end => WithoutParentheses(end.Expression));

    private static ExpressionSyntax? WithoutParentheses(ExpressionSyntax? expression) =>
        expression is ParenthesizedExpressionSyntax parenthesized ? WithoutParentheses(parenthesized.Expression) : expression;
}
