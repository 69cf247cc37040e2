using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Generators;

/// <summary>AW0011: a yield in an <c>async void</c> function, which the generator cannot wait for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AsyncVoidYieldAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.YieldInAsyncVoid];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation =>
        {
            var yield = (IInvocationOperation)operation.Operation;
            if (symbols.IsYieldReturn(yield.TargetMethod) && IsInAsyncVoid(yield, operation.ContainingSymbol))
                operation.ReportDiagnostic(Diagnostic.Create(Rules.YieldInAsyncVoid, yield.Syntax.GetLocation()));
        }, OperationKind.Invocation);

    private static bool IsInAsyncVoid(IInvocationOperation yield, ISymbol member)
    {
        // The generator is the function that the yield is passed to. What is around it does not concern the block.
        var generator = (ValueKey.Unwrap(yield.Instance) as IParameterReferenceOperation)?.Parameter.ContainingSymbol;
        foreach (var function in Functions.Around(yield, member))
        {
            if (function is { IsAsync: true, ReturnsVoid: true })
                return true;
            if (generator is null || SymbolEqualityComparer.Default.Equals(function, generator))
                return false;
        }

        return false;
    }
}
