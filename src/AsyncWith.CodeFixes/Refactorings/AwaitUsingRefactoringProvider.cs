using Microsoft.CodeAnalysis.CodeRefactorings;

namespace AsyncWith.CodeFixes.Refactorings;

/// <summary>Turns <c>await using</c> into <c>UseAsync</c>.</summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp), Shared]
public sealed class AwaitUsingRefactoringProvider : SingleRefactoringProvider
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxToken token, SemanticModel model, CancellationToken cancellationToken)
    {
        if (token.Kind() is not (SyntaxKind.AwaitKeyword or SyntaxKind.UsingKeyword))
            return null;

        StatementSyntax statement;
        VariableDeclaratorSyntax? variable;
        SyntaxList<StatementSyntax> list;
        List<StatementSyntax> body;
        switch (token.Parent)
        {
            case LocalDeclarationStatementSyntax
            {
                AwaitKeyword.RawKind: not 0, UsingKeyword.RawKind: not 0,
                Declaration.Variables: { Count: 1 } variables, Parent: BlockSyntax block
            } local:
                (statement, variable, list) = (local, variables[0], block.Statements);
                body = [.. list.Skip(list.IndexOf(local) + 1)];
                break;
            case UsingStatementSyntax
            {
                AwaitKeyword.RawKind: not 0, Declaration.Variables: { Count: 1 } variables,
                Statement: BlockSyntax inner
            } use when Build.ListAround(use) is { } around:
                (statement, variable, list) = (use, variables[0], around);
                body = [.. inner.Statements];
                break;
            default:
                return null;
        }

        if (variable.Initializer?.Value is not { } value || model.GetTypeInfo(value, cancellationToken).Type is not { } type)
            return null;
        var (replacement, title) = type is INamedTypeSymbol { Name: "ContextScope", ContainingNamespace.Name: "AsyncWith" }
            ? (ScopeToStatement.TryConvert(variable, value, body, model, cancellationToken), "Use 'UseAsync'")
            : (FromDisposable(variable, value, type, body, model), "Use 'UseAsync'");
        if (replacement is null)
            return null;

        var count = statement is UsingStatementSyntax ? 1 : 1 + body.Count;
        return new Change(title, Build.Replace(root, list, list.IndexOf(statement), count,
            [replacement.WithLeadingTrivia(statement.GetLeadingTrivia())]));
    }

    private static StatementSyntax? FromDisposable(VariableDeclaratorSyntax variable, ExpressionSyntax value, ITypeSymbol type,
        List<StatementSyntax> body, SemanticModel model)
    {
        if (!type.AllInterfaces.Append(type).Any(candidate => candidate is { Name: "IAsyncDisposable", ContainingNamespace.Name: "System" })
            || BodyLambda.TryCreate(body, body, variable.Identifier.ValueText, model) is not { } lambda)
            return null;
        return lambda.Run(Build.Call(Build.Name("AsyncWith.AsyncContextManager"), "FromDisposable", SyntaxFactory.Argument(value.WithoutTrivia())),
            []);
    }
}
