using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Usage;

/// <summary>
/// AW0008: the task of a block becomes the result of somebody's delegate, such as that of <c>Task.Run</c>, and is not awaited there.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LostResultAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ResultLost];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.DelegateCreation);

    private static void Analyze(OperationAnalysisContext context, Symbols symbols)
    {
        var creation = (IDelegateCreationOperation)context.Operation;
        if ((creation.Type as INamedTypeSymbol)?.DelegateInvokeMethod?.ReturnType is not { } result || !symbols.IsTask(result)
            || Functions.ArgumentOf(creation) is not { Parameter: { } parameter, Parent: { } taker }
            || symbols.IsOurs(parameter) // which is marked as a synchronous function
            || symbols.IsScoped(taker.Type) // which is seen to be dropped like the task of any scoped method
            || (parameter.OriginalDefinition.Type as INamedTypeSymbol)?.DelegateInvokeMethod?.ReturnType is not ITypeParameterSymbol)
            return;

        var places = PlacesOf(creation.Target, symbols).ToList();
        if (places.Count == 0 || !NestedTask.IsLost(taker, result))
            return;

        // Always wrong, and silent: an error, though the rule as a whole is a warning.
        foreach (var place in places)
            context.ReportDiagnostic(Diagnostic.Create(Rules.ResultLost, place, DiagnosticSeverity.Error, null, null,
                NameOf(parameter.ContainingSymbol)));
    }

    /// <summary>Where the function returns the task of a block: the call, the name of a scoped method, or the head of a scoped lambda.</summary>
    private static IEnumerable<Location> PlacesOf(IOperation function, Symbols symbols)
    {
        switch (function)
        {
            case IMethodReferenceOperation reference when symbols.IsScoped(reference.Method.ReturnType):
                return [reference.Syntax.GetLocation()];
            case IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnType: var type } } lambda when symbols.IsScoped(type):
                return [Locations.HeadOf(lambda.Syntax)];
            case IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda:
                return Functions.ReturnedBy(lambda).Select(ValueKey.Unwrap).OfType<IInvocationOperation>()
                    .Where(call => symbols.IsStatement(call.TargetMethod) || symbols.IsBegin(call.TargetMethod) || symbols.IsScoped(call.Type))
                    .Select(call => call.Syntax.GetLocation());
            default:
                return [];
        }
    }

    private static string NameOf(ISymbol taker) =>
        taker is IMethodSymbol { MethodKind: MethodKind.Constructor } ? taker.ContainingType.Name : taker.Name;
}
