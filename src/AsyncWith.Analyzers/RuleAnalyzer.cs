namespace AsyncWith.Analyzers;

/// <summary>What all analyzers have in common: they do nothing in a compilation that does not reference AsyncWith.</summary>
public abstract class RuleAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (Symbols.TryCreate(start.Compilation) is { } symbols)
                Register(start, symbols);
        });
    }

    private protected abstract void Register(CompilationStartAnalysisContext context, Symbols symbols);
}
