namespace AsyncWith.CodeFixes.Fixes;

/// <summary>CS0029, CS0266, CS1503: gives a manager of a class as one of its base class, which C# does not do by itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AsManagerFixProvider() : SingleFixProvider("CS0029", "CS0266", "CS1503")
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is ArgumentSyntax argument)
            node = argument.Expression;
        if (node is not ExpressionSyntax manager || Symbols.TryCreate(model.Compilation) is not { } symbols
            || symbols.ResourceOf(model.GetTypeInfo(manager, cancellationToken).Type) is not { IsReferenceType: true } resource
            || Expected(manager, model, cancellationToken).Select(symbols.ResourceOf).FirstOrDefault(wanted => IsBaseOf(wanted, resource, model))
                is not { } wanted)
            return null;

        var types = string.Join(", ", new[] { resource, wanted }.Select(type =>
            type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToMinimalDisplayString(model, manager.SpanStart)));
        var whole = manager is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax
            ? manager
            : SyntaxFactory.ParenthesizedExpression(manager.WithoutTrivia());
        var cast = SyntaxFactory.ParseExpression($"{whole.WithoutTrivia()}.As<{types}>()");
        return new Change($"Add '.As<{types}>()'", root.ReplaceNode(manager, cast.WithTriviaFrom(manager)));
    }

    private static bool IsBaseOf(ITypeSymbol? wanted, ITypeSymbol resource, SemanticModel model) =>
        wanted is { IsReferenceType: true }
        && model.Compilation.ClassifyCommonConversion(resource, wanted) is { IsImplicit: true, IsReference: true };

    /// <summary>The types that are expected in the place of <paramref name="manager"/>.</summary>
    private static IEnumerable<ITypeSymbol?> Expected(ExpressionSyntax manager, SemanticModel model, CancellationToken cancellationToken)
    {
        if (manager.Parent is not ArgumentSyntax { Parent: BaseArgumentListSyntax { Parent: { } taker } list } argument)
            return [model.GetTypeInfo(manager, cancellationToken).ConvertedType];

        var info = model.GetSymbolInfo(taker, cancellationToken);
        var position = list.Arguments.IndexOf(argument);
        return info.CandidateSymbols.Append(info.Symbol).OfType<IMethodSymbol>().Select(method => argument.NameColon is { } name
            ? method.Parameters.FirstOrDefault(parameter => parameter.Name == name.Name.Identifier.ValueText)?.Type
            : method.Parameters.ElementAtOrDefault(position)?.Type);
    }
}
