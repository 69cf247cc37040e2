using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Formatting;

namespace AsyncWith.CodeFixes.Refactorings;

/// <summary>Turns "acquire; try use; finally release" into a manager with a generator and a statement that uses it.</summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp), Shared]
public sealed class GeneratorRefactoringProvider : SingleRefactoringProvider
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxToken token, SemanticModel model, CancellationToken cancellationToken)
    {
        if (!token.IsKind(SyntaxKind.TryKeyword)
            || token.Parent is not TryStatementSyntax { Parent: BlockSyntax { Statements: var list } block } attempt
            || !EnclosingFunction.IsAsync(EnclosingFunction.Of(attempt))
            || list.IndexOf(attempt) is not (> 0 and var index)
            || list[index - 1] is not LocalDeclarationStatementSyntax
            {
                UsingKeyword.RawKind: 0,
                Declaration.Variables: { Count: 1 } variables
            } acquisition
            || variables[0].Initializer?.Value is not { } value
            || model.GetDeclaredSymbol(variables[0],
                cancellationToken) is not ILocalSymbol { Type: { IsAnonymousType: false, TypeKind: not TypeKind.Error } } resource
            || !IsOnlyUsedBy(resource, attempt, list, model)
            || !StaysInside(attempt, model)
            || BodyLambda.TryCreate(attempt.Block.Statements, attempt.Block.Statements, resource.Name, model) is not { } lambda)
            return null;

        var isNullable = model.GetTypeInfo(value, cancellationToken).Nullability.FlowState == NullableFlowState.MaybeNull;
        var type = (isNullable ? resource.Type
            : resource.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)).ToMinimalDisplayString(model, attempt.SpanStart);
        var name = Names.Free(char.ToUpperInvariant(resource.Name[0]) + resource.Name.Substring(1) + "Manager", model, attempt.SpanStart);
        var cancellation = TokenOf(value, model, cancellationToken);
        IEnumerable<ArgumentSyntax> arguments = cancellation is null ? [] : [SyntaxFactory.Argument(SyntaxFactory.IdentifierName(cancellation))];
        var use = lambda.Run(SyntaxFactory.InvocationExpression(SyntaxFactory.IdentifierName(name)), arguments)
            .WithLeadingTrivia(acquisition.GetLeadingTrivia()).WithTrailingTrivia(Build.LineBreak(root));
        var manager = Manager(name, type, cancellation, acquisition, attempt, resource.Name, Names.Free("yield", model, attempt.SpanStart))
            .WithLeadingTrivia(Build.LineBreak(root));

        var statements = list.Take(index - 1).Append(use).Concat(list.Skip(index + 1)).Append(manager);
        return new Change("Extract a context manager", root.ReplaceNode(block, block.WithStatements([.. statements])));
    }

    /// <summary>
    /// The local function: <c>AsyncContextManager&lt;T&gt; Manager() => AsyncContextManager.Create&lt;T&gt;(async yield => { … });</c>
    /// </summary>
    private static LocalFunctionStatementSyntax Manager(
        string name, string type, string? cancellationToken, StatementSyntax acquisition, TryStatementSyntax attempt, string resource, string yield)
    {
        var yields = Build.Statement(Build.Await(Build.Call(
            SyntaxFactory.IdentifierName(yield), "Return", SyntaxFactory.Argument(SyntaxFactory.IdentifierName(resource)))));
        var generator = Build.Block([acquisition.WithLeadingTrivia(), attempt.WithBlock(Build.Block([yields])).WithLeadingTrivia()]);
        var parameters = cancellationToken is null ? yield : $"({yield}, {cancellationToken})";
        var lambda = ((LambdaExpressionSyntax)SyntaxFactory.ParseExpression($"async {parameters} => {{ }}")).WithBody(generator);

        var factory = (MemberAccessExpressionSyntax)Build.Call(Build.Name("AsyncWith.AsyncContextManager"), "Create").Expression;
        var create = SyntaxFactory.InvocationExpression(
            factory.WithName((SimpleNameSyntax)SyntaxFactory.ParseName($"Create<{type}>")),
            SyntaxFactory.ArgumentList([SyntaxFactory.Argument(lambda)]));
        return SyntaxFactory.LocalFunctionStatement(Build.Type($"AsyncWith.AsyncContextManager<{type}>"), name)
            .WithExpressionBody(SyntaxFactory.ArrowExpressionClause(create))
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static bool IsOnlyUsedBy(ILocalSymbol resource, TryStatementSyntax attempt, SyntaxList<StatementSyntax> list, SemanticModel model)
    {
        if (model.AnalyzeDataFlow(attempt) is not { Succeeded: true } flow || flow.WrittenInside.Contains(resource, SymbolEqualityComparer.Default))
            return false;
        return list.Skip(list.IndexOf(attempt) + 1).SelectMany(statement => statement.DescendantNodes()).OfType<IdentifierNameSyntax>()
            .All(identifier => identifier.Identifier.ValueText != resource.Name);
    }

    /// <summary>Whether the handlers leave by their end or by an exception, as code after a yield has to.</summary>
    private static bool StaysInside(TryStatementSyntax attempt, SemanticModel model)
    {
        var handlers = attempt.Catches.Select(handler => handler.Block).ToList();
        if (attempt.Finally is { Block: var release })
            handlers.Add(release);
        if (attempt.Catches.Count > 0 && model.AnalyzeControlFlow(attempt.Block) is { EndPointIsReachable: false })
            return false; // a value that is returned is missing after a catch that ends
        return handlers.TrueForAll(block => model.AnalyzeControlFlow(block) is { Succeeded: true, ExitPoints.IsEmpty: true });
    }

    /// <summary>The token that the acquisition uses: the generator is passed it as its own.</summary>
    private static string? TokenOf(ExpressionSyntax acquisition, SemanticModel model, CancellationToken cancellationToken)
    {
        var tokens = acquisition.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(identifier => model.GetSymbolInfo(identifier, cancellationToken).Symbol is ILocalSymbol or IParameterSymbol
                && model.GetTypeInfo(identifier, cancellationToken).Type is { Name: "CancellationToken", ContainingNamespace.Name: "Threading" })
            .Select(identifier => identifier.Identifier.ValueText).Distinct().ToList();
        return tokens.Count == 1 ? tokens[0] : null;
    }
}
