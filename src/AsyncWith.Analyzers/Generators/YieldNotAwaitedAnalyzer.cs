using AsyncWith.Analyzers.Usage;

namespace AsyncWith.Analyzers.Generators;

/// <summary>AW0010: the awaitable of a yield is dropped.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class YieldNotAwaitedAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.YieldNotAwaited];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation =>
        {
            var invocation = (IInvocationOperation)operation.Operation;
            if (symbols.IsYieldReturn(invocation.TargetMethod) && (Dropped.Is(invocation, discardsToo: true) || Results.IsBlockedOn(invocation)))
                operation.ReportDiagnostic(Diagnostic.Create(Rules.YieldNotAwaited, invocation.Syntax.GetLocation()));
        }, OperationKind.Invocation);
}
