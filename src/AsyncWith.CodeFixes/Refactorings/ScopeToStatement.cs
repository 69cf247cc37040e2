namespace AsyncWith.CodeFixes.Refactorings;

/// <summary>Turns the block of a <c>ContextScope</c> into the block of the statement, which needs no <c>Complete</c>.</summary>
internal static class ScopeToStatement
{
    internal static StatementSyntax? TryConvert(
        VariableDeclaratorSyntax scope, ExpressionSyntax begin, List<StatementSyntax> body, SemanticModel model, CancellationToken cancellationToken)
    {
        if (begin is not AwaitExpressionSyntax { Expression: InvocationExpressionSyntax call }
            || call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "BeginAsync", Expression: var manager }
            || model.GetDeclaredSymbol(scope, cancellationToken) is not { } symbol)
            return null;

        var name = Names.Free("resource", model, scope.SpanStart);
        var moved = new List<StatementSyntax>();
        var completes = 0;
        foreach (var statement in body)
        {
            var mentions = statement.DescendantNodes().OfType<IdentifierNameSyntax>()
                .Where(identifier => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(identifier, cancellationToken).Symbol,
                    symbol)).ToList();
            if (IsCompletion(statement, mentions))
            {
                completes++;
                continue;
            }

            if (mentions.Exists(mention => !IsResource(mention)))
                return null; // the scope is handed on, or completed under a condition
            moved.Add(statement.ReplaceNodes(
                mentions.Select(mention => mention.Parent!),
                (old, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(old)));
        }

        // A scope that is not completed rolls back, and the statement would commit.
        if (completes != 1 || !CompletesLast(body, symbol, model, cancellationToken))
            return null;
        return BodyLambda.TryCreate(body, moved, name, model)?.Run(manager, call.ArgumentList.Arguments);
    }

    private static bool IsCompletion(StatementSyntax statement, List<IdentifierNameSyntax> mentions) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }
        && call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Complete" } access
        && mentions.Count == 1 && access.Expression == mentions[0];

    private static bool IsResource(IdentifierNameSyntax mention) =>
        mention.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Resource" } access && access.Expression == mention;

    /// <summary>Whether nothing can throw after the scope is completed, so that both forms succeed and fail alike.</summary>
    private static bool CompletesLast(List<StatementSyntax> body, ISymbol scope, SemanticModel model, CancellationToken cancellationToken)
    {
        var end = body[body.Count - 1] is ReturnStatementSyntax { Expression: null or IdentifierNameSyntax or LiteralExpressionSyntax }
            ? body.Count - 2 : body.Count - 1;
        return end >= 0
            && body[end] is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }
            && call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner }
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(owner, cancellationToken).Symbol, scope);
    }
}
