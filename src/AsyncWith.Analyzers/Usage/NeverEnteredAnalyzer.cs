using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0004: a manager is created, and that is all.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NeverEnteredAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NeverEntered];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation =>
        {
            var creation = operation.Operation;
            if (!symbols.IsManager(creation.Type) || IsRunByCaller(creation) || !Creates(creation, symbols) || !Dropped.Is(creation))
                return;
            operation.ReportDiagnostic(Diagnostic.Create(Rules.NeverEntered, Place(creation)));
        }, OperationKind.Invocation, OperationKind.ObjectCreation);

    private static bool Creates(IOperation operation, Symbols symbols)
    {
        if (operation is not IInvocationOperation { TargetMethod: var method })
            return true;
        if (method.OriginalDefinition.ReturnType is ITypeParameterSymbol)
            return false; // what it returns is what it was given
        if (symbols.IsOurs(method))
            return true;

        // A method that returns its own object, or one that it was given, is called for something else than the result.
        return (method.IsStatic || !Same(method.ReturnType, method.ContainingType))
            && !method.Parameters.Any(parameter => symbols.IsManager(parameter.Type));
    }

    /// <summary>The value of a lambda such as <c>() => new Manager()</c> that is run for its effect, as assertions do.</summary>
    private static bool IsRunByCaller(IOperation operation) => operation.Syntax.Parent is LambdaExpressionSyntax or ArrowExpressionClauseSyntax;

    private static bool Same(ITypeSymbol left, ITypeSymbol right) =>
        SymbolEqualityComparer.Default.Equals(left.OriginalDefinition, right.OriginalDefinition);

    private static Location Place(IOperation creation)
    {
        var declarator = creation.Syntax.FirstAncestorOrSelf<SyntaxNode>(node => node is VariableDeclaratorSyntax or StatementSyntax);
        return declarator is VariableDeclaratorSyntax variable ? variable.Identifier.GetLocation() : creation.Syntax.GetLocation();
    }
}
