namespace AsyncWith.CodeFixes.Fixes;

/// <summary>
/// CS0029, CS1503, CS1061: turns the task of a block, or of a scoped method, into the <c>Task</c> that <c>Task.WhenAll</c> and the like want.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AsTaskFixProvider() : SingleFixProvider("CS0029", "CS1503", "CS1061")
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is ArgumentSyntax argument)
            node = argument.Expression;
        if (node.Parent is MemberAccessExpressionSyntax { Expression: var owner } access && access.Name == node)
            return IsOurTask(owner, model, cancellationToken) && IsTaskMember(access.Name, model) ? AsTask(root, owner) : null;
        if (node is not ExpressionSyntax expression || !WantsTask(expression, model, cancellationToken))
            return null;
        if (IsOurTask(expression, model, cancellationToken))
            return AsTask(root, expression);

        // Task.WhenAll(items.Select(item => manager.UseAsync(…)))
        return expression is InvocationExpressionSyntax call
            && call.ArgumentList.Arguments.LastOrDefault()?.Expression is LambdaExpressionSyntax { ExpressionBody: { } body }
            && IsOurTask(body, model, cancellationToken)
            ? AsTask(root, body)
            : null;
    }

    private static Change AsTask(SyntaxNode root, ExpressionSyntax task)
    {
        var whole = task is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax
            ? task
            : SyntaxFactory.ParenthesizedExpression(task.WithoutTrivia());
        return new Change("Add '.AsTask()'", root.ReplaceNode(task, Build.Call(whole, "AsTask").WithTriviaFrom(task)));
    }

    /// <summary>
    /// Whether the value is a task of this library: a scoped method's, or that of a statement. Other value tasks are not its business.
    /// </summary>
    private static bool IsOurTask(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(expression, cancellationToken).Type is INamedTypeSymbol type
        && Symbols.TryCreate(model.Compilation) is { } symbols
        && (symbols.IsScoped(type)
            || (type.Name == "ValueTask" && symbols.IsTask(type)
            && model.GetSymbolInfo(expression, cancellationToken).Symbol is IMethodSymbol method && symbols.IsOurs(method)));

    /// <summary>Whether what is expected in the place of <paramref name="expression"/> is a <c>Task</c>, or a list of them.</summary>
    private static bool WantsTask(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken)
    {
        if (expression.Parent is ArgumentSyntax { Parent.Parent: { } taker })
        {
            return model.GetSymbolInfo(taker, cancellationToken).CandidateSymbols.OfType<IMethodSymbol>()
                .SelectMany(method => method.Parameters).Any(parameter => MentionsTask(parameter.Type));
        }

        if (expression.Parent is ExpressionElementSyntax { Parent: CollectionExpressionSyntax collection })
            return model.GetTypeInfo(collection, cancellationToken).ConvertedType is { } list && MentionsTask(list);

        var operation = model.GetOperation(expression, cancellationToken);
        return operation?.Parent is { Type: { } target } && operation.Parent.Kind == OperationKind.Conversion && MentionsTask(target);
    }

    private static bool MentionsTask(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { Name: "Task", ContainingNamespace.Name: "Tasks" } => true,
        INamedTypeSymbol named => named.TypeArguments.Any(MentionsTask),
        IArrayTypeSymbol array => MentionsTask(array.ElementType),
        _ => false,
    };

    /// <summary>A method that a <c>Task</c> has, such as <c>WaitAsync</c>, <c>ContinueWith</c> or <c>Wait</c>.</summary>
    private static bool IsTaskMember(SimpleNameSyntax name, SemanticModel model) =>
        model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task")?.GetMembers(name.Identifier.ValueText).Any(member =>
            !member.IsStatic) == true;
}
