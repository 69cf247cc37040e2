using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0009: a context scope that nobody completes.</summary>
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
                if (Dropped.Mentions(declarator).Any(mention => Results.IsHandedOn(mention) || IsCompletion(mention)))
                    return null;
                return declarator.Syntax is VariableDeclaratorSyntax variable ? variable.Identifier.GetLocation() : declarator.Syntax.GetLocation();
            case IExpressionStatementOperation or IUsingOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }:
            case IPropertyReferenceOperation { Property.Name: "Resource" }:
                return task.GetLocation();
            default:
                return null;
        }
    }

    private static bool IsCompletion(IOperation mention) => mention.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "Complete" } or IMethodReferenceOperation { Method.Name: "Complete" } => true,
        IConditionalAccessOperation access => access.WhenNotNull.DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.Name: "Complete" }),
        _ => false,
    };
}
