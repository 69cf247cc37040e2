using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0013: the library takes a function for a synchronous one, and the function starts something that has to be awaited.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SynchronousFunctionAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.TaskUnseen];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.DelegateCreation);

    private static void Analyze(OperationAnalysisContext context, Symbols symbols)
    {
        var creation = (IDelegateCreationOperation)context.Operation;
        if (Functions.ArgumentOf(creation) is not { Parameter: { } parameter, Parent: IInvocationOperation taker }
            || !symbols.IsOurs(taker.TargetMethod)
            || taker.TargetMethod.Name is "Select" or "SelectMany" // which have a message of their own
            || (creation.Type as INamedTypeSymbol)?.DelegateInvokeMethod is not { } function)
            return;

        if (function.ReturnsVoid)
        {
            foreach (var place in StartedBy(creation.Target, symbols))
                Report(place, DiagnosticSeverity.Warning);
        }
        else if (ResultOf(parameter.OriginalDefinition) is ITypeParameterSymbol && symbols.IsAwaitable(function.ReturnType))
        {
            // Never meant: an error, though the rule as a whole is a warning.
            foreach (var place in ReturnedBy(creation.Target))
                Report(place, DiagnosticSeverity.Error);
        }

        void Report(Location place, DiagnosticSeverity severity) => context.ReportDiagnostic(
            Diagnostic.Create(Rules.TaskUnseen, place, severity, null, null, taker.TargetMethod.Name));
    }

    private static ITypeSymbol? ResultOf(IParameterSymbol parameter) => (parameter.Type as INamedTypeSymbol)?.DelegateInvokeMethod?.ReturnType;

    /// <summary>What a function without a result starts and does not wait for; or the function, where it is <c>async void</c>.</summary>
    private static IEnumerable<Location> StartedBy(IOperation function, Symbols symbols) => function switch
    {
        IMethodReferenceOperation { Method.IsAsync: true } reference => [reference.Syntax.GetLocation()],
        IAnonymousFunctionOperation { Symbol.IsAsync: true } lambda => [Locations.HeadOf(lambda.Syntax)],
        IAnonymousFunctionOperation lambda => Functions.Own(lambda.Body).OfType<IExpressionStatementOperation>()
            .Select(statement => statement.Operation)
            .Where(started => started is IInvocationOperation or IConditionalAccessOperation && symbols.IsAwaitable(started.Type)
                && !IsSeen(started, symbols))
            .Select(started => started.Syntax.GetLocation()),
        _ => [],
    };

    /// <summary>Whether a group waits for what is started, or another rule marks it.</summary>
    private static bool IsSeen(IOperation started, Symbols symbols)
    {
        var call = started is IConditionalAccessOperation access ? access.WhenNotNull as IInvocationOperation : (IInvocationOperation)started;
        return call is { TargetMethod: var method }
            && (symbols.IsGroup(method.ContainingType) || symbols.IsEntering(method) || symbols.IsScoped(call.Type) || symbols.IsScopeMember(method)
            || symbols.IsYieldReturn(method));
    }

    private static IEnumerable<Location> ReturnedBy(IOperation function) => function switch
    {
        IAnonymousFunctionOperation lambda => Functions.ReturnedBy(lambda)
            .Select(returned => (ValueKey.Unwrap(returned) ?? returned).Syntax.GetLocation()),
        _ => [function.Syntax.GetLocation()],
    };
}
