namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0008, AW0013: awaits the block inside the delegate, <c>Task.Run(async () => await ScopedAsync())</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AsyncLambdaFixProvider() : SingleFixProvider(RuleIds.UnguardedEnter, RuleIds.UnawaitedTask)
{
    private const string Title = "Await it in an 'async' lambda";

    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node.FirstAncestorOrSelf<ArgumentSyntax>() is not { Expression: var function, Parent.Parent: InvocationExpressionSyntax taker }
            || taker.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" or "SelectMany" }) // of a query
            return null;

        switch (function)
        {
            case LambdaExpressionSyntax lambda when !EnclosingFunction.IsAsync(lambda) && EnclosingFunction.ResultsOf(lambda).Contains(node):
                return TryAwait(lambda, model, cancellationToken) is { } awaiting ? Replace(root, taker, function, awaiting) : null;
            case ParenthesizedLambdaExpressionSyntax { ReturnType: not null, ParameterList.Parameters.Count: 0 } block when IsHead(node, block):
                return TryMoveOut(root, taker, block, model);
            case IdentifierNameSyntax or MemberAccessExpressionSyntax when function == node
                && model.GetSymbolInfo(function, cancellationToken).Symbol is IMethodSymbol { ReturnsVoid: false } method:
                var names = method.Parameters.Select(parameter => parameter.Name).ToList();
                var call = SyntaxFactory.InvocationExpression(function.WithoutTrivia(), Arguments(names));
                return Replace(root, taker, function, Lambda(names, Build.Await(call)));
            default:
                return null;
        }
    }

    private static bool IsHead(SyntaxNode node, LambdaExpressionSyntax lambda) => node == lambda || node.Parent == lambda;

    private static Change Replace(SyntaxNode root, InvocationExpressionSyntax taker, ExpressionSyntax function, ExpressionSyntax replacement) =>
        new(Title, root.ReplaceNode(taker, WithFunction(taker, function, replacement)));

    /// <summary>The call with the other function. Where its result would be a task of a task, the inner one is taken out.</summary>
    private static InvocationExpressionSyntax WithFunction(InvocationExpressionSyntax taker, ExpressionSyntax function, ExpressionSyntax replacement)
    {
        var changed = taker.ReplaceNode(function, replacement.WithTriviaFrom(function));
        if (changed.Expression is not MemberAccessExpressionSyntax access)
            return changed;
        if (access.Name is GenericNameSyntax generic) // the result is another type now
            changed = changed.WithExpression(access.WithName(SyntaxFactory.IdentifierName(generic.Identifier)));
        return access.Name.Identifier.ValueText is "StartNew" or "ContinueWith"
            ? Build.Call(changed, "Unwrap").WithTriviaFrom(taker)
            : changed;
    }

    private static LambdaExpressionSyntax? TryAwait(LambdaExpressionSyntax lambda, SemanticModel model, CancellationToken cancellationToken)
    {
        LambdaExpressionSyntax changed;
        if (lambda.ExpressionBody is { } body)
        {
            changed = lambda.ReplaceNode(body, Build.Await(body).WithTriviaFrom(body));
        }
        else
        {
            var returns = EnclosingFunction.ReturnsOf(lambda).ToList();
            if (returns.Exists(end => !HasResult(end) && end != lambda.Block!.Statements.Last()))
                return null; // an early return would need a statement more
            changed = lambda.ReplaceNodes(returns, (end, _) => HasResult(end)
                ? end.WithExpression(Build.Await(end.Expression!))
                : Build.Statement(Build.Await(end.Expression!)).WithTriviaFrom(end));
        }

        if (changed is ParenthesizedLambdaExpressionSyntax { ReturnType: not null } typed)
            changed = typed.WithReturnType(null);
        return (LambdaExpressionSyntax)EnclosingFunction.WithAsync(changed);

        bool HasResult(ReturnStatementSyntax end) =>
            end.Expression is { } value && model.GetTypeInfo(value, cancellationToken).Type is INamedTypeSymbol { IsGenericType: true };
    }

    /// <summary>
    /// Gives a scoped lambda a name, since it has to stay scoped: <c>var block = async Scoped () => …; Task.Run(async () => await block());</c>
    /// </summary>
    private static Change? TryMoveOut(SyntaxNode root, InvocationExpressionSyntax taker, ParenthesizedLambdaExpressionSyntax block,
        SemanticModel model)
    {
        var statement = taker.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is null || Build.ListAround(statement) is not { } list)
            return null;

        var name = Names.Free("block", model, taker.SpanStart);
        var awaiting = Lambda([], Build.Await(SyntaxFactory.InvocationExpression(SyntaxFactory.IdentifierName(name))));
        var declaration = Build.Declaration(name, block.WithoutTrivia()).WithLeadingTrivia(statement.GetLeadingTrivia()).Formatted();
        var use = statement.ReplaceNode(taker, WithFunction(taker, block, awaiting)).WithLeadingTrivia(SyntaxFactory.ElasticMarker).Formatted();
        return new Change(Title, Build.Replace(root, list, list.IndexOf(statement), 1, [declaration, use]));
    }

    private static LambdaExpressionSyntax Lambda(List<string> parameters, ExpressionSyntax body)
    {
        var list = parameters.Count == 1 ? parameters[0] : $"({string.Join(", ", parameters)})";
        return ((LambdaExpressionSyntax)SyntaxFactory.ParseExpression($"async {list} => x")).WithExpressionBody(body);
    }

    private static ArgumentListSyntax Arguments(List<string> names) =>
        SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(names.Select(name => SyntaxFactory.Argument(SyntaxFactory.IdentifierName(name)))));
}
