using System.Collections.Immutable;

namespace AsyncWith.CodeFixes;

/// <summary>Turns a run of statements into the block of a statement: <c>await manager.UseAsync(async resource => { … })</c>.</summary>
internal sealed class BodyLambda
{
    private BodyLambda(LambdaExpressionSyntax lambda, bool returns) => (Lambda, Returns) = (lambda, returns);

    internal LambdaExpressionSyntax Lambda { get; }

    /// <summary>The statements return a value, and so the statement in their place has to.</summary>
    internal bool Returns { get; }

    /// <summary>Makes the lambda, unless the statements cannot be one: because they jump out, or declare what is used after them.</summary>
    /// <param name="original">The statements as they are in the file.</param>
    /// <param name="body">The statements as they are to be in the lambda.</param>
    /// <param name="parameter">The name of the resource, or <see langword="null"/> where nothing uses it.</param>
    /// <param name="model">The file.</param>
    internal static BodyLambda? TryCreate(IReadOnlyList<StatementSyntax> original, IEnumerable<StatementSyntax> body, string? parameter,
        SemanticModel model)
    {
        if (original.Count == 0 || Returning(original, model) is not { } returns || !CanMove(original, model))
            return null;

        var block = Build.Block(body);
        var async = SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        LambdaExpressionSyntax lambda = parameter is null
            ? SyntaxFactory.ParenthesizedLambdaExpression(block)
            : SyntaxFactory.SimpleLambdaExpression(SyntaxFactory.Parameter(SyntaxFactory.Identifier(parameter)), block);
        return new BodyLambda((LambdaExpressionSyntax)lambda.WithAsyncKeyword(async), returns);
    }

    /// <summary>The whole statement: <c>await call(lambda);</c>, or <c>return await call(lambda);</c>.</summary>
    internal StatementSyntax Run(ExpressionSyntax manager, IEnumerable<ArgumentSyntax> arguments)
    {
        var call = Build.Await(Build.Call(manager, "UseAsync", [SyntaxFactory.Argument(Lambda), .. arguments]));
        return (Returns ? SyntaxFactory.ReturnStatement(call) : (StatementSyntax)Build.Statement(call)).Formatted();
    }

    /// <summary>Whether the statements return a value on every path; <see langword="null"/> where they leave in another way.</summary>
    private static bool? Returning(IReadOnlyList<StatementSyntax> statements, SemanticModel model)
    {
        if (model.AnalyzeControlFlow(statements[0], statements[statements.Count - 1]) is not { Succeeded: true } flow)
            return null;
        if (flow.ExitPoints.IsEmpty)
            return false;
        return !flow.EndPointIsReachable && flow.ExitPoints.All(exit => exit is ReturnStatementSyntax { Expression: not null }) ? true : null;
    }

    private static bool CanMove(IReadOnlyList<StatementSyntax> statements, SemanticModel model)
    {
        if (model.AnalyzeDataFlow(statements[0], statements[statements.Count - 1]) is not { Succeeded: true } flow)
            return false;

        var outside = flow.ReadOutside.Concat(flow.WrittenOutside).ToImmutableHashSet(SymbolEqualityComparer.Default);
        var assigned = flow.DefinitelyAssignedOnEntry.ToImmutableHashSet(SymbolEqualityComparer.Default);
        return !flow.VariablesDeclared.Any(outside.Contains)
            && flow.DataFlowsOut.All(assigned.Contains)
            && !flow.ReadInside.Concat(flow.WrittenInside).Any(variable =>
                variable is IParameterSymbol { RefKind: not RefKind.None } or ILocalSymbol { IsRef: true });
    }
}
