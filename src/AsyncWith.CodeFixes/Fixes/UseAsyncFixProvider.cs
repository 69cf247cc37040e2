namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0008: puts what follows the enter, or the making of an exit stack, into the block of a <c>UseAsync</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UseAsyncFixProvider() : SingleFixProvider(RuleIds.UnguardedEnter)
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is VariableDeclaratorSyntax stack)
            return TryUseStack(root, stack, model);

        var enter = node.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (enter is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "EnterAsync", Expression: var manager } }
            || enter.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || Build.ListAround(statement) is not { } list
            || !TryReadEnter(statement, enter, out var resource, out var configuration))
            return null;

        var end = list.IndexOf(other => other.SpanStart > statement.SpanStart && IsExit(other, manager));
        var receiver = configuration is null ? manager : Build.Call(manager, "ConfigureAwait", [.. configuration.Arguments]);
        return RestOfBlock.TryUse(root, statement, list, end, resource, receiver, enter.ArgumentList.Arguments, model);
    }

    private static Change? TryUseStack(SyntaxNode root, VariableDeclaratorSyntax stack, SemanticModel model)
    {
        if (stack is not
            {
                Initializer.Value: var made, Parent: VariableDeclarationSyntax
                {
                    Variables.Count: 1,
                    Parent: LocalDeclarationStatementSyntax statement
                }
            }
            || Build.ListAround(statement) is not { } list || !EnclosingFunction.IsAsync(EnclosingFunction.Of(statement)))
            return null;

        var manager = made is ImplicitObjectCreationExpressionSyntax creation
            ? SyntaxFactory.ObjectCreationExpression(Build.Type("AsyncWith.AsyncExitStack").WithLeadingTrivia(SyntaxFactory.Space),
                creation.ArgumentList, null)
            : made;
        return RestOfBlock.TryUse(root, statement, list, end: -1, stack.Identifier.ValueText, manager, [], model);
    }

    /// <summary>Reads <c>var resource = await manager.EnterAsync();</c>, with or without the variable.</summary>
    private static bool TryReadEnter(StatementSyntax statement, InvocationExpressionSyntax enter, out string? resource,
        out ArgumentListSyntax? configuration)
    {
        resource = null;
        configuration = null;
        ExpressionSyntax task = enter;
        if (enter.Parent is MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "ConfigureAwait",
                Parent: InvocationExpressionSyntax configured
            })
        {
            task = configured;
            configuration = configured.ArgumentList;
        }

        if (task.Parent is not AwaitExpressionSyntax awaited)
            return false;
        switch (statement)
        {
            case ExpressionStatementSyntax { Expression: var expression }:
                return expression == awaited;
            case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables }:
                resource = variables[0].Identifier.ValueText;
                return variables[0].Initializer?.Value == awaited;
            default:
                return false;
        }
    }

    private static bool IsExit(StatementSyntax statement, ExpressionSyntax manager) =>
        statement is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax awaited }
        && awaited.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(access =>
            access.Name.Identifier.ValueText == "ExitAsync" && access.Expression.IsEquivalentTo(manager, topLevel: false));
}
