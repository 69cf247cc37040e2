using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0008: a manager is entered by hand and not reliably exited, or entered and not waited for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnguardedEnterAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.EnterWithoutExit, Rules.ResultNotAwaited];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context, Symbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        var isEnter = symbols.IsProtocol(call.TargetMethod, "EnterAsync");
        if (!isEnter && !symbols.IsStatement(call.TargetMethod) && !symbols.IsBegin(call.TargetMethod) && !symbols.IsScoped(call.Type))
            return;

        if (Dropped.Is(Results.TaskOf(call)))
            context.ReportDiagnostic(Diagnostic.Create(Rules.ResultNotAwaited, call.Syntax.GetLocation(), call.TargetMethod.Name));
        else if (isEnter && Results.AwaitOf(call) is { } awaited && !IsReturned(awaited) && !MayBeExited(call, context.ContainingSymbol, symbols))
            context.ReportDiagnostic(Diagnostic.Create(Rules.EnterWithoutExit, call.Syntax.GetLocation()));
    }

    /// <summary>The resource goes to the caller, and with it the duty to exit.</summary>
    private static bool IsReturned(IOperation awaited)
    {
        while (awaited.Parent is IConversionOperation or IParenthesizedOperation)
            awaited = awaited.Parent;
        return awaited.Parent is IReturnOperation;
    }

    private static bool MayBeExited(IInvocationOperation enter, ISymbol member, Symbols symbols)
    {
        // A manager that enters another one exits it in its own ExitAsync.
        if (member.ContainingType is { } type && symbols.ImplementsProtocol(type))
            return true;

        var receiver = ValueKey.Unwrap(enter.Instance);
        if (receiver is not (ILocalReferenceOperation or IParameterReferenceOperation))
            return receiver is IMemberReferenceOperation or IInstanceReferenceOperation; // another method can exit it

        var key = ValueKey.Of(receiver);
        return Sources.RootOf(enter).Descendants().Any(operation =>
            operation != receiver && ValueKey.Of(operation) == key && (Results.IsHandedOn(operation) || IsGuardedExit(operation, enter, symbols)));
    }

    private static bool IsGuardedExit(IOperation mention, IInvocationOperation enter, Symbols symbols)
    {
        while (mention.Parent is IConversionOperation)
            mention = mention.Parent;
        switch (mention.Parent)
        {
            case IMethodReferenceOperation { Method.Name: "ExitAsync" }:
                return true;
            case IConditionalAccessOperation access when access.Operation == mention:
                return IsGuarded(access, enter);
            case IInvocationOperation exit when symbols.IsProtocol(exit.TargetMethod, "ExitAsync"):
                return IsGuarded(exit, enter);
            default:
                return false;
        }
    }

    /// <summary>The exit runs when the code in between throws: in a <c>finally</c>, a <c>catch</c>, or a callback.</summary>
    private static bool IsGuarded(IOperation exit, IOperation enter)
    {
        var child = exit;
        for (var parent = exit.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (parent is ICatchClauseOperation || (parent is ITryOperation attempt && attempt.Finally == child))
                return true;
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation && !parent.Syntax.Span.Contains(enter.Syntax.Span))
                return true;
        }

        return false;
    }
}
