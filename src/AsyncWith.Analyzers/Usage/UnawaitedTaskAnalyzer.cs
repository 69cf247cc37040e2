using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0013: a query selects a task, or a block returns one, where the resource is still needed to complete it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnawaitedTaskAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.TaskSelected, Rules.TaskReturned];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context, Symbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!symbols.IsOurs(call.TargetMethod))
            return;

        if (call.TargetMethod.Name is "Select" or "SelectMany" && symbols.IsTask(symbols.ResourceOf(call.Type)))
        {
            var selector = call.Arguments.Last().Value;
            if (Selected(selector) is { } selected && !IsAwaitedInBlock(call, symbols))
                context.ReportDiagnostic(Diagnostic.Create(Rules.TaskSelected, selected.Syntax.GetLocation()));
        }
        else if (symbols.IsStatement(call.TargetMethod) && call.Type is INamedTypeSymbol { IsGenericType: true } type
            && symbols.IsTask(type.TypeArguments[0])
            && Functions.BlockOf(call) is { Symbol.IsAsync: true } block
            && !block.Symbol.Parameters.Any(parameter => symbols.IsGroup(parameter.Type)))
        {
            var isDropped = Results.AwaitOf(call) is { } awaited && Dropped.Is(awaited);
            foreach (var returned in Functions.ReturnedBy(block))
            {
                if (ValueKey.Unwrap(returned) is IInvocationOperation task && (isDropped
                    || task.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal))
                    && Functions.MentionsParameterOf(block, task))
                    context.ReportDiagnostic(Diagnostic.Create(Rules.TaskReturned, task.Syntax.GetLocation()));
            }
        }
    }

    /// <summary>The call whose task the query selects, or the method that is given by its name.</summary>
    private static IOperation? Selected(IOperation selector) => (ValueKey.Unwrap(selector) as IDelegateCreationOperation)?.Target switch
    {
        IAnonymousFunctionOperation { Symbol.IsAsync: true } lambda => lambda,
        IAnonymousFunctionOperation lambda => Functions.ReturnedBy(lambda).Select(ValueKey.Unwrap).OfType<IInvocationOperation>().FirstOrDefault(),
        IMethodReferenceOperation reference => reference,
        _ => null,
    };

    /// <summary>Whether the query is entered at once, by a block that awaits the task while the resource is there.</summary>
    private static bool IsAwaitedInBlock(IOperation query, Symbols symbols)
    {
        while (query.Parent is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation or IArgumentOperation)
            query = query.Parent;
        return query.Parent is IInvocationOperation statement && symbols.IsStatement(statement.TargetMethod)
            && Functions.BlockOf(statement) is { } block
            && block.Descendants().Any(operation => operation is IAwaitOperation awaited && Functions.MentionsParameterOf(block, awaited));
    }
}
