namespace AsyncWith.CodeFixes.Fixes;

/// <summary>
/// CS1593, CS1661: a block whose parameter is given a base class of the resource takes the resource as it is, <c>UseAsync(async x => …)</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class BaseParameterFixProvider() : SingleFixProvider("CS1593", "CS1661")
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node.FirstAncestorOrSelf<ParenthesizedLambdaExpressionSyntax>() is not
            {
                ParameterList.Parameters: { Count: 1 } parameters,
                Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } statement },
            } block
            || parameters[0].Type is not { } given
            || Symbols.TryCreate(model.Compilation) is not { } symbols
            || !model.GetSymbolInfo(statement, cancellationToken).CandidateSymbols.OfType<IMethodSymbol>().Any(symbols.IsStatement)
            || symbols.ResourceOf(model.GetTypeInfo(access.Expression, cancellationToken).Type) is not { } resource
            || model.GetTypeInfo(given, cancellationToken).Type is not { } wanted
            || !model.Compilation.ClassifyCommonConversion(resource, wanted).IsImplicit)
            return null;

        var plain = SyntaxFactory.SimpleLambdaExpression(
                block.AttributeLists, block.Modifiers, parameters[0].WithType(null).WithTrailingTrivia(SyntaxFactory.Space).WithoutLeadingTrivia(),
                block.ArrowToken, block.Block, block.ExpressionBody)
            .WithTriviaFrom(block);
        return new Change("Leave out the type", root.ReplaceNode(block, plain));
    }
}
