namespace AsyncWith.Analyzers.Transactions;

/// <summary>AW0012: a transaction is committed, saved or rolled back in the block of the manager that does it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EndedByHandAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.EndedByHand];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols)
    {
        if (TransactionManagers.TryCreate(context.Compilation) is { } managers)
            context.RegisterOperationAction(operation => Analyze(operation, new BlockOrigins(symbols, managers), managers), OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context, BlockOrigins origins, TransactionManagers managers)
    {
        var call = (IInvocationOperation)context.Operation;
        var saves = call.TargetMethod.Name is "SaveChangesAsync" or "SaveChanges";
        if (!saves && !IsEnd(call.TargetMethod))
            return;

        var maker = origins.Of(call).FirstOrDefault(method => !saves || managers.Saves(method));
        if (maker is not null)
            context.ReportDiagnostic(Diagnostic.Create(Rules.EndedByHand, call.Syntax.GetLocation(), call.TargetMethod.Name, maker.Name,
                managers.EndingOf(maker)));
    }

    /// <summary>A rollback to a savepoint, which is given its name, ends nothing.</summary>
    private static bool IsEnd(IMethodSymbol method) =>
        method.Name is "CommitAsync" or "Commit" or "RollbackAsync" or "Rollback"
        && method.Parameters.FirstOrDefault() is not { Type.SpecialType: SpecialType.System_String };
}
