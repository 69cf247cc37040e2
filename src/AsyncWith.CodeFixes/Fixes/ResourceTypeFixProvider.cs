namespace AsyncWith.CodeFixes.Fixes;

/// <summary>
/// CS0411 on <c>AsyncContextManager.Create</c>: states the type of the resource, which the compiler does not infer from
/// <c>yield.Return(resource)</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ResourceTypeFixProvider() : SingleFixProvider("CS0411")
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is not IdentifierNameSyntax name
            || name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { ArgumentList.Arguments: { Count: 1 } arguments } create
            || Symbols.TryCreate(model.Compilation) is not { } symbols
            || !model.GetSymbolInfo(create, cancellationToken).CandidateSymbols.OfType<IMethodSymbol>().Any(symbols.IsCreate))
            return null;

        var type = arguments[0].Expression is AnonymousFunctionExpressionSyntax generator
            ? TypeOfYield(root, name, generator, model, cancellationToken)
            : model.GetMemberGroup(arguments[0].Expression, cancellationToken).OfType<IMethodSymbol>().SelectMany(method => method.Parameters)
                .Where(parameter => symbols.IsYield(parameter.Type)).Select(parameter =>
                    Display(((INamedTypeSymbol)parameter.Type).TypeArguments[0], model, name.SpanStart)).FirstOrDefault();
        if (type is null)
            return null;
        var generic = Typed(type);
        return new Change($"Use '{generic}'", root.ReplaceNode(name, generic.WithTriviaFrom(name)));
    }

    /// <summary>The type of what the generator yields, as the compiler sees it when the type of the resource is <c>object</c>.</summary>
    private static string? TypeOfYield(SyntaxNode root, SyntaxNode name, AnonymousFunctionExpressionSyntax generator, SemanticModel model,
        CancellationToken cancellationToken)
    {
        var yield = generator switch
        {
            SimpleLambdaExpressionSyntax lambda => lambda.Parameter.Identifier.ValueText,
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: > 0 } parameters } => parameters[0].Identifier.ValueText,
            _ => null,
        };
        var resource = generator.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "Return",
                Expression: IdentifierNameSyntax owner
            } && owner.Identifier.ValueText == yield)
            .Select(call => call.ArgumentList.Arguments.FirstOrDefault()?.Expression).OfType<ExpressionSyntax>().FirstOrDefault();
        if (resource is null)
            return null;

        var tracked = root.TrackNodes(name, resource);
        tracked = tracked.ReplaceNode(tracked.GetCurrentNode(name)!, Typed("object"));
        var tree = model.SyntaxTree.WithRootAndOptions(tracked, model.SyntaxTree.Options);
        var typed = model.Compilation.ReplaceSyntaxTree(model.SyntaxTree, tree).GetSemanticModel(tree);
        var info = typed.GetTypeInfo(tree.GetRoot(cancellationToken).GetCurrentNode(resource)!, cancellationToken);
        var type = info.Nullability.FlowState == NullableFlowState.MaybeNull ? info.Type
            : info.Type?.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        return Display(type, typed, name.SpanStart);
    }

    /// <summary>The type as it can be written there, or <see langword="null"/> where it cannot.</summary>
    private static string? Display(ITypeSymbol? type, SemanticModel model, int position) =>
        type is null or { TypeKind: TypeKind.Error or TypeKind.Dynamic } or { IsAnonymousType: true } ? null
            : type.ToMinimalDisplayString(model, position);

    private static SimpleNameSyntax Typed(string type) => (SimpleNameSyntax)SyntaxFactory.ParseName($"Create<{type}>");
}
