using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0009: a context scope that is not completed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NeverCompletedAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NeverCompleted];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation =>
        {
            if (symbols.IsContextScope(operation.Operation.Type) && Misses(operation.Operation) is { } place)
                operation.ReportDiagnostic(Diagnostic.Create(Rules.NeverCompleted, place));
        }, OperationKind.Await);

    private static Location? Misses(IOperation scope)
    {
        var task = scope.Syntax is AwaitExpressionSyntax expression ? expression.Expression : scope.Syntax;
        while (scope.Parent is IConversionOperation or IParenthesizedOperation)
            scope = scope.Parent;

        switch (scope.Parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                if (Dropped.Mentions(declarator).Any(mention => Results.IsHandedOn(mention) || IsCompletion(mention)) || !CanSucceed(declarator))
                    return null;
                return declarator.Syntax is VariableDeclaratorSyntax variable ? variable.Identifier.GetLocation() : declarator.Syntax.GetLocation();
            case IExpressionStatementOperation when task.Parent?.Parent is LambdaExpressionSyntax:
                return null; // the caller of a lambda uses its value
            case IExpressionStatementOperation or IUsingOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }:
            case IPropertyReferenceOperation { Property.Name: "Resource" }:
                return task.GetLocation();
            default:
                return null;
        }
    }

    /// <summary>Whether the block of the scope can end in another way than by throwing.</summary>
    private static bool CanSucceed(IVariableDeclaratorOperation declarator)
    {
        var statement = declarator.Syntax.FirstAncestorOrSelf<StatementSyntax>();
        StatementSyntax? first = null, last = null;
        if (statement is UsingStatementSyntax use)
            first = last = use.Statement;
        else if (statement?.Parent is BlockSyntax block)
            (first, last) = (block.Statements.FirstOrDefault(next => next.SpanStart > statement.SpanStart), block.Statements.Last());

        return first is null || last is null
            || declarator.SemanticModel?.AnalyzeControlFlow(first, last) is not { Succeeded: true } flow
            || flow.EndPointIsReachable || !flow.ExitPoints.IsEmpty;
    }

    private static bool IsCompletion(IOperation mention) => mention.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "Complete" } or IMethodReferenceOperation { Method.Name: "Complete" } => true,
        IConditionalAccessOperation access => access.WhenNotNull.DescendantsAndSelf().Any(part =>
            part is IInvocationOperation { TargetMethod.Name: "Complete" }),
        _ => false,
    };
}
