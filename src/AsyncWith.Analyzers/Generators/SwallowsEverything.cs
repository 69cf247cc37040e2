using AsyncWith.Analyzers.Flow;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncWith.Analyzers.Generators;

/// <summary>AW0006: a catch-all around the yield that lets nothing out.</summary>
internal static class SwallowsEverything
{
    internal static void Check(GeneratorBody body, Action<Diagnostic> report)
    {
        var found = new HashSet<SyntaxNode>();
        foreach (var yield in body.Yields.Values)
        {
            if (Find(body, yield) is { } handler && found.Add(handler.Syntax))
                report(Diagnostic.Create(Rules.SwallowsEverything, HeadOf(handler.Syntax)));
        }
    }

    /// <summary>The innermost catch-all that the block's exceptions reach and do not leave.</summary>
    private static ICatchClauseOperation? Find(GeneratorBody body, IOperation yield)
    {
        var child = yield;
        for (var parent = yield.Parent; parent is not null && child != body.Function; child = parent, parent = parent.Parent)
        {
            if (parent is ITryOperation attempt && attempt.Body == child
                && attempt.Catches.FirstOrDefault(handler => handler.Filter is null && body.Symbols.CatchesAll(handler.ExceptionType)) is { } handler
                && !LetsOut(handler))
                return handler;
            if (parent is ILocalFunctionOperation || (parent is IAnonymousFunctionOperation && parent != body.Function
                && body.StatementOf(parent) is null))
                return null;
        }

        return null;
    }

    private static bool LetsOut(ICatchClauseOperation handler)
    {
        foreach (var operation in handler.Handler.Descendants())
        {
            switch (operation)
            {
                case IThrowOperation:
                    return true;
                case IInvocationOperation { TargetMethod: var method } when Throws(method):
                    return true;
                case IAssignmentOperation assignment when Keeps(assignment, handler):
                    return true; // to throw it later
            }
        }

        return false;
    }

    private static bool Throws(IMethodSymbol method) =>
        method.Name.StartsWith("Throw", StringComparison.Ordinal)
        || method.Name.StartsWith("Rethrow", StringComparison.Ordinal)
        || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute");

    private static bool Keeps(IAssignmentOperation assignment, ICatchClauseOperation handler) =>
        assignment.Value.DescendantsAndSelf().Any(part =>
            part is ILocalReferenceOperation { Local: var local } && handler.Locals.Contains(local, SymbolEqualityComparer.Default)
            && IsKeptWhole(part, assignment));

    /// <summary>The exception itself, or its ExceptionDispatchInfo, and not merely its message.</summary>
    private static bool IsKeptWhole(IOperation exception, IAssignmentOperation assignment) =>
        ValueKey.Unwrap(assignment.Value) == exception
        || exception.Parent is IArgumentOperation
        {
            Parent: IInvocationOperation
            {
                TargetMethod:
                {
                    Name: "Capture",
                    ContainingType.Name: "ExceptionDispatchInfo"
                }
            }
        };

    private static Location HeadOf(SyntaxNode handler)
    {
        if (handler is not CatchClauseSyntax clause)
            return handler.GetLocation();
        var end = clause.Declaration?.Span.End ?? clause.CatchKeyword.Span.End;
        return Location.Create(clause.SyntaxTree, TextSpan.FromBounds(clause.CatchKeyword.SpanStart, end));
    }
}
