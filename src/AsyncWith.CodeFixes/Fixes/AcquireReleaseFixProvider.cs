namespace AsyncWith.CodeFixes.Fixes;

/// <summary>
/// CS0311, CS0315 on <c>AsyncContextManager.FromDisposable</c>: a resource that is disposed of synchronously is acquired and released,
/// <c>FromAcquireRelease(() => new HttpClient(), (client, _) => client.Dispose())</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AcquireReleaseFixProvider() : SingleFixProvider("CS0311", "CS0315")
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { ArgumentList.Arguments: { Count: 1 } arguments } call
            || call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromDisposable" } access
            || !access.Name.Span.Contains(node.Span)
            || Symbols.TryCreate(model.Compilation) is not { } symbols
            || !model.GetSymbolInfo(call, cancellationToken).CandidateSymbols.Any(symbols.IsOurs))
            return null;

        var given = arguments[0].Expression;
        var isFunction = given is AnonymousFunctionExpressionSyntax
            || (given is NameSyntax or MemberAccessExpressionSyntax && model.GetMemberGroup(given, cancellationToken).OfType<IMethodSymbol>().Any());
        if (!IsDisposable(isFunction ? ResultOf(given, symbols, model, cancellationToken) : model.GetTypeInfo(given, cancellationToken).Type))
            return null;

        var acquire = isFunction ? $"{given.WithoutTrivia()}" : $"() => {given.WithoutTrivia()}";
        var name = Names.Free("resource", model, call.SpanStart);
        var replacement = SyntaxFactory.ParseExpression(
            $"{access.Expression.WithoutTrivia()}.FromAcquireRelease({acquire}, ({name}, _) => {name}.Dispose())");
        return new Change("Use 'FromAcquireRelease'", root.ReplaceNode(call, replacement.WithTriviaFrom(call)));
    }

    /// <summary>What the function opens: its result, or that of its task.</summary>
    private static ITypeSymbol? ResultOf(ExpressionSyntax function, Symbols symbols, SemanticModel model, CancellationToken cancellationToken)
    {
        var method = model.GetSymbolInfo(function, cancellationToken) is var info && info.Symbol is IMethodSymbol found
            ? found
            : info.CandidateSymbols.OfType<IMethodSymbol>().FirstOrDefault()
                ?? model.GetMemberGroup(function, cancellationToken).OfType<IMethodSymbol>().FirstOrDefault();
        var result = method?.ReturnType;
        if (function is AnonymousFunctionExpressionSyntax { ExpressionBody: { } body })
            result = model.GetTypeInfo(body, cancellationToken).Type ?? result;
        return symbols.IsTask(result) && result is INamedTypeSymbol { TypeArguments.Length: 1 } task ? task.TypeArguments[0] : result;
    }

    private static bool IsDisposable(ITypeSymbol? type) => type?.AllInterfaces.Append(type)
        .Any(candidate => candidate.SpecialType == SpecialType.System_IDisposable) == true;
}
