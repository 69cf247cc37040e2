namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0005: a step of a scope where there is no scope, or that is never taken.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MisplacedScopeAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ScopeOutsideScoped, Rules.ScopeNotAwaited];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation =>
        {
            var step = (IInvocationOperation)operation.Operation;
            if (symbols.IsScopeMember(step.TargetMethod) && Judge(step, operation.ContainingSymbol, symbols) is { } rule)
                operation.ReportDiagnostic(Diagnostic.Create(rule, step.Syntax.GetLocation(), step.TargetMethod.Name));
        }, OperationKind.Invocation);

    private static DiagnosticDescriptor? Judge(IInvocationOperation step, ISymbol member, Symbols symbols)
    {
        var isScoped = Functions.Around(step, member).FirstOrDefault() is { IsAsync: true } function && symbols.IsScoped(function.ReturnType);
        var isLeft = Dropped.Is(step, discardsToo: true) || Results.IsBlockedOn(step);
        if (isLeft)
            return isScoped ? Rules.ScopeNotAwaited : Rules.ScopeOutsideScoped;

        // Handed on, as a method does that returns it, it may still be awaited where it belongs.
        return !isScoped && IsAwaitedHere(step) ? Rules.ScopeOutsideScoped : null;
    }

    private static bool IsAwaitedHere(IInvocationOperation step) =>
        Results.AwaitOf(step) is not null
        || (step.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
            && Dropped.Mentions(declarator).All(mention => mention.Parent is IAwaitOperation));
}
