using AsyncWith.Analyzers.Flow;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0008: an exit stack that is filled, and then forgotten.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NeverClosedAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.StackNeverClosed];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation =>
        {
            var declarator = (IVariableDeclaratorOperation)operation.Operation;
            if (!symbols.IsStack(declarator.Symbol.Type) || Dropped.IsUsing(declarator)
                || ValueKey.Unwrap(declarator.GetVariableInitializer()?.Value)
                    is not (IObjectCreationOperation or IInvocationOperation { TargetMethod.Name: "PopAll" }))
                return;

            var mentions = Dropped.Mentions(declarator).ToList();
            if (mentions.Count > 0 && mentions.TrueForAll(IsFilled) && declarator.Syntax is VariableDeclaratorSyntax variable)
                operation.ReportDiagnostic(Diagnostic.Create(Rules.StackNeverClosed, variable.Identifier.GetLocation()));
        }, OperationKind.VariableDeclarator);

    private static bool IsFilled(IOperation mention) =>
        mention.Parent is IInvocationOperation
        {
            TargetMethod.Name: "EnterContextAsync" or "PushExit" or "PushCallback" or "PushAsyncDisposable" or "PushDisposable",
        } call
        && call.Instance == mention;
}
