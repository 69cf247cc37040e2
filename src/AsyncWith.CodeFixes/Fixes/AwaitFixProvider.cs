namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0005, AW0008, AW0010, AW0013: adds the <c>await</c> that is missing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AwaitFixProvider()
    : SingleFixProvider(RuleIds.MisplacedScope, RuleIds.UnguardedEnter, RuleIds.YieldNotAwaited, RuleIds.UnawaitedTask)
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is VariableDeclaratorSyntax // a stack that is never closed
            || node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Parent: not ConditionalAccessExpressionSyntax } call
            || model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol method
            || IsResult(call))
            return null;

        var task = WithCalls(call, "ConfigureAwait", "AsTask");
        var whole = WithCalls(task, "GetAwaiter", "GetResult");
        if (whole.Ancestors().SkipWhile(parent => parent is ParenthesizedExpressionSyntax).FirstOrDefault() is AwaitExpressionSyntax)
            return null;

        var awaited = Build.Await(task);
        var hasResult = method.ReturnType is INamedTypeSymbol { IsGenericType: true };
        var (old, replacement) = Place(whole, awaited, hasResult);
        var function = EnclosingFunction.Of(call);
        if (EnclosingFunction.IsAsync(function))
            return new Change("Add 'await'", root.ReplaceNode(old, replacement));
        return function is not null && TryMakeAsync(function, old, replacement, model, cancellationToken) is { } changed
            ? new Change("Add 'await'", root.ReplaceNode(function, changed))
            : null;
    }

    /// <summary>Whether the call is what a query selects, or a function that is not async returns.</summary>
    private static bool IsResult(ExpressionSyntax call) =>
        call.Parent is SelectClauseSyntax
        || (EnclosingFunction.Of(call) is { } function && !EnclosingFunction.IsAsync(function)
        && EnclosingFunction.ResultsOf(function).Contains(call));

    /// <summary>The call with those that follow it: <c>call().ConfigureAwait(false)</c>.</summary>
    private static ExpressionSyntax WithCalls(ExpressionSyntax call, params string[] names)
    {
        while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } access
            && access.Expression == call && names.Contains(access.Name.Identifier.ValueText))
            call = next;
        return call;
    }

    /// <summary>What to replace. An <c>await</c> without a result cannot be assigned.</summary>
    private static (SyntaxNode Old, SyntaxNode Replacement) Place(ExpressionSyntax whole, ExpressionSyntax awaited, bool hasResult)
    {
        if (!hasResult)
        {
            switch (whole.Parent)
            {
                case AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } assignment:
                    return (assignment, awaited.WithTriviaFrom(assignment));
                case EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax
                        {
                            Variables.Count: 1,
                            Parent: LocalDeclarationStatementSyntax declaration
                        }
                    }
                }:
                    return (declaration, Build.Statement(awaited).WithTriviaFrom(declaration));
            }
        }

        return (whole, awaited.WithTriviaFrom(whole));
    }

    /// <summary>Makes a function async that only returned completed tasks.</summary>
    private static SyntaxNode? TryMakeAsync(SyntaxNode function, SyntaxNode old, SyntaxNode replacement, SemanticModel model,
        CancellationToken cancellationToken)
    {
        if (EnclosingFunction.SymbolOf(function, model,
            cancellationToken)?.ReturnType is not INamedTypeSymbol { Name: "Task" or "ValueTask" or "Scoped", IsGenericType: false }
            && !IsTakenByUs(function, model, cancellationToken))
            return null;

        var returns = EnclosingFunction.ReturnsOf(function).ToList();
        var last = EnclosingFunction.StatementsOf(function)?.LastOrDefault();
        if (returns.Exists(statement => statement != last || !IsCompletedTask(statement.Expression!)))
            return null;

        var changed = function.TrackNodes(returns.Append(old));
        changed = changed.ReplaceNode(changed.GetCurrentNode(old)!, replacement);
        foreach (var statement in returns)
            changed = changed.RemoveNode(changed.GetCurrentNode(statement)!, SyntaxRemoveOptions.KeepNoTrivia)!;
        return EnclosingFunction.WithAsync(changed);
    }

    /// <summary>Whether it is a lambda for a method of the library, which takes asynchronous ones wherever it takes synchronous ones.</summary>
    private static bool IsTakenByUs(SyntaxNode function, SemanticModel model, CancellationToken cancellationToken) =>
        function is LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax taker } }
        && model.GetSymbolInfo(taker, cancellationToken).Symbol is { } method
        && Symbols.TryCreate(model.Compilation)?.IsOurs(method) == true;

    private static bool IsCompletedTask(ExpressionSyntax expression) =>
        expression.IsKind(SyntaxKind.DefaultLiteralExpression)
        || expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" };
}
