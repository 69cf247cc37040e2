namespace AsyncWith.CodeFixes.Fixes;

/// <summary>
/// CS1061 on <c>await manager</c>: a manager is not awaited, it is entered. A scoped method enters it flat, another one in a block.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AwaitedManagerFixProvider() : SingleFixProvider("CS1061")
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is not AwaitExpressionSyntax { Expression: var manager } awaited || Symbols.TryCreate(model.Compilation) is not { } symbols
            || !symbols.IsManager(model.GetTypeInfo(manager, cancellationToken).Type))
            return null;

        if (EnclosingFunction.Of(node) is { } function
            && symbols.IsScoped(EnclosingFunction.SymbolOf(function, model, cancellationToken)?.ReturnType))
        {
            var enter = Build.Call(Build.Name("AsyncWith.Scope"), "Enter", SyntaxFactory.Argument(manager.WithoutTrivia()));
            return new Change("Use 'Scope.Enter'", root.ReplaceNode(manager, enter.WithTriviaFrom(manager)));
        }

        var statement = awaited.FirstAncestorOrSelf<StatementSyntax>();
        if (Build.ListAround(statement) is not { } list)
            return null;
        return statement switch
        {
            ExpressionStatementSyntax { Expression: var whole } when whole == awaited =>
                RestOfBlock.TryUse(root, statement, list, end: -1, resource: null, manager, [], model),
            LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } when variables[0].Initializer?.Value == awaited =>
                RestOfBlock.TryUse(root, statement, list, end: -1, variables[0].Identifier.ValueText, manager, [], model),
            _ => null,
        };
    }
}
