using AsyncWith.Analyzers.Flow;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncWith.Analyzers.Generators;

/// <summary>The rules about the body of a generator: AW0001, AW0002, AW0003, AW0006 and AW0007. They share one walk through its paths.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GeneratorAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Rules.NeverYields, Rules.YieldsTwice, Rules.SkippedRelease, Rules.SwallowsEverything, Rules.TokenAfterYield];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols)
    {
        context.RegisterOperationAction(operation => Analyze(operation, MethodOf(operation), symbols),
            OperationKind.AnonymousFunction, OperationKind.LocalFunction, OperationKind.MethodBody);
        context.RegisterOperationAction(operation => AnalyzeMethodGroup(operation, symbols), OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context, IMethodSymbol? method, Symbols symbols)
    {
        if (GeneratorBody.TryCreate(symbols, method, context.Operation) is not { } body
            || FlowGraphs.TryFind(context.GetControlFlowGraph(), context.Operation, context.CancellationToken) is not { } graph)
            return;

        var findings = new Findings();
        var paths = GeneratorPaths.Walk(body, graph, findings, context.CancellationToken);

        if (context.Operation is IAnonymousFunctionOperation lambda
            && NeverYields.IsGivenToCreate(lambda, symbols)
            && NeverYields.Holds(body, paths, findings))
            context.ReportDiagnostic(Diagnostic.Create(Rules.NeverYields, Locations.HeadOf(lambda.Syntax)));

        YieldsTwice.Check(body, findings, context.ReportDiagnostic);
        SkippedRelease.Check(body, findings, context.ReportDiagnostic);
        SwallowsEverything.Check(body, context.ReportDiagnostic);
        TokenAfterYield.Check(body, findings, context.ReportDiagnostic);
    }

    /// <summary>AW0001 for a method that is given to <c>Create</c> by its name.</summary>
    private static void AnalyzeMethodGroup(OperationAnalysisContext context, Symbols symbols)
    {
        var invocation = (IInvocationOperation)context.Operation;
        if (!symbols.IsCreate(invocation.TargetMethod) || NeverYields.MethodGivenTo(invocation) is not { } reference)
            return;

        var (function, member) = SourceOf(reference.Method.OriginalDefinition, context);
        if (function is null || member is null
            || GeneratorBody.TryCreate(symbols, reference.Method.OriginalDefinition, function) is not { } body
            || FlowGraphs.TryFind(member, function, context.CancellationToken) is not { } graph)
            return;

        var findings = new Findings();
        var paths = GeneratorPaths.Walk(body, graph, findings, context.CancellationToken);
        if (NeverYields.Holds(body, paths, findings))
            context.ReportDiagnostic(Diagnostic.Create(Rules.NeverYields, reference.Syntax.GetLocation()));
    }

    private static (IOperation? Function, ControlFlowGraph? Member) SourceOf(IMethodSymbol method, OperationAnalysisContext context)
    {
        if (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.CancellationToken) is not { } syntax
            || context.Operation.SemanticModel is not { } model)
            return default;

        if (syntax.SyntaxTree != model.SyntaxTree)
        {
#pragma warning disable RS1030 // The method may be declared in another file, and the paths through it are needed here.
            model = context.Compilation.GetSemanticModel(syntax.SyntaxTree);
#pragma warning restore RS1030
        }

        switch (model.GetOperation(syntax, context.CancellationToken))
        {
            case IMethodBodyOperation body:
                return (body, ControlFlowGraph.Create(body, context.CancellationToken));
            case ILocalFunctionOperation local when syntax.SyntaxTree == context.Operation.Syntax.SyntaxTree:
                return (local, context.GetControlFlowGraph());
            default:
                return default;
        }
    }

    private static IMethodSymbol? MethodOf(OperationAnalysisContext context) => context.Operation switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => context.ContainingSymbol as IMethodSymbol,
    };
}
