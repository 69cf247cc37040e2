namespace AsyncWith.CodeFixes.Fixes;

/// <summary>CS1983, CS1624, CS1621: makes a generator of a method that is written like an iterator, <c>async … yield return resource;</c></summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class IteratorFixProvider() : SingleFixProvider("CS1983", "CS1624", "CS1621")
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        node switch
        {
            YieldStatementSyntax { Expression: not null } statement => TryAwait(root, statement, model, cancellationToken),
            MethodDeclarationSyntax { Body: { } body } method when TypeOf(method.ReturnType, model, cancellationToken) is { } type
                && Generator(body, type, model) is { } generator =>
                Change(root, method, method.WithModifiers(WithoutAsync(method.Modifiers)).WithReturnType(WithTrivia(method.ReturnType, method))
                    .WithBody(null).WithExpressionBody(generator).WithSemicolonToken(Semicolon(method))),
            LocalFunctionStatementSyntax { Body: { } body } local when TypeOf(local.ReturnType, model, cancellationToken) is { } type
                && Generator(body, type, model) is { } generator =>
                Change(root, local, local.WithModifiers(WithoutAsync(local.Modifiers)).WithReturnType(WithTrivia(local.ReturnType, local))
                    .WithBody(null).WithExpressionBody(generator).WithSemicolonToken(Semicolon(local))),
            _ => null,
        };

    private static Change Change(SyntaxNode root, SyntaxNode old, SyntaxNode replacement) =>
        new("Use 'AsyncContextManager.Create'", root.ReplaceNode(old, replacement.WithLeadingTrivia(old.GetLeadingTrivia()).Formatted()));

    /// <summary>In a generator already: <c>yield return resource;</c> is <c>await yield.Return(resource);</c> there.</summary>
    private static Change? TryAwait(SyntaxNode root, YieldStatementSyntax statement, SemanticModel model, CancellationToken cancellationToken)
    {
        if (EnclosingFunction.Of(statement) is not { } function || !EnclosingFunction.IsAsync(function)
            || Symbols.TryCreate(model.Compilation) is not { } symbols
            || EnclosingFunction.SymbolOf(function, model,
                cancellationToken)?.Parameters.FirstOrDefault(parameter => symbols.IsYield(parameter.Type)) is not { } yield)
            return null;
        return new Change("Use 'yield.Return'", root.ReplaceNode(statement, Return(statement, yield.Name)));
    }

    /// <summary>What the manager that the method returns hands over, as it is written there.</summary>
    private static string? TypeOf(TypeSyntax type, SemanticModel model, CancellationToken cancellationToken) =>
        type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is { TypeArgumentList.Arguments: { Count: 1 } arguments }
        && model.GetTypeInfo(type,
            cancellationToken).Type is INamedTypeSymbol
        {
            Name: "IAsyncContextManager" or "AsyncContextManager",
            ContainingNamespace.Name: "AsyncWith"
        }
            ? arguments[0].ToString()
            : null;

    /// <summary><c>=> AsyncContextManager.Create&lt;T&gt;(async yield => { … })</c>, unless the method yields nothing.</summary>
    private static ArrowExpressionClauseSyntax? Generator(BlockSyntax body, string type, SemanticModel model)
    {
        var yields = body.DescendantNodes(node =>
            node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<YieldStatementSyntax>().ToList();
        if (!yields.Exists(statement => statement.Expression is not null))
            return null;

        var name = Names.Free("yield", model, body.SpanStart);
        var lambda = ((LambdaExpressionSyntax)SyntaxFactory.ParseExpression($"async {name} => {{ }}")).WithBody(body.ReplaceNodes(yields,
            (statement, _) => Return(statement, name)).WithoutTrivia());
        var create = (MemberAccessExpressionSyntax)Build.Call(Build.Name("AsyncWith.AsyncContextManager"), "Create").Expression;
        return SyntaxFactory.ArrowExpressionClause(SyntaxFactory.InvocationExpression(
            create.WithName((SimpleNameSyntax)SyntaxFactory.ParseName($"Create<{type}>")),
                SyntaxFactory.ArgumentList([SyntaxFactory.Argument(lambda)])));
    }

    private static StatementSyntax Return(YieldStatementSyntax statement, string yield) => statement.Expression is { } resource
        ? Build.Statement(Build.Await(Build.Call(SyntaxFactory.IdentifierName(yield), "Return",
            SyntaxFactory.Argument(resource.WithoutTrivia())))).WithTriviaFrom(statement)
        : SyntaxFactory.ReturnStatement().WithTriviaFrom(statement);

    private static SyntaxTokenList WithoutAsync(SyntaxTokenList modifiers) =>
        [.. modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword))];

    private static TypeSyntax WithTrivia(TypeSyntax type, SyntaxNode function) =>
        type.SpanStart == function.SpanStart ? type : type.WithLeadingTrivia();

    private static SyntaxToken Semicolon(SyntaxNode function) =>
        SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(function.GetTrailingTrivia());
}
