namespace AsyncWith.CodeFixes.Fixes;

/// <summary>AW0005: makes the method a scope, <c>async Scoped</c> in place of <c>async Task</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ScopedMethodFixProvider() : SingleFixProvider(RuleIds.MisplacedScope)
{
    private protected override Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (EnclosingFunction.Of(node) is not { } function
            || EnclosingFunction.SymbolOf(function, model, cancellationToken) is not { } method
            || !(EnclosingFunction.IsAsync(function) || method.ReturnsVoid)
            || IsBoundToItsType(method))
            return null;

        TypeSyntax? old = function switch
        {
            MethodDeclarationSyntax declaration => declaration.ReturnType,
            LocalFunctionStatementSyntax local => local.ReturnType,
            _ => null,
        };
        if (old is null || ScopedFor(old, method.ReturnType) is not { } scoped)
            return null;

        var changed = function.TrackNodes(old, node);
        changed = changed.ReplaceNode(changed.GetCurrentNode(old)!, scoped.WithTriviaFrom(old));
        if (!EnclosingFunction.IsAsync(function))
        {
            if (node is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } call)
                changed = changed.ReplaceNode(changed.GetCurrentNode(node)!, Build.Await(call).WithTriviaFrom(call));
            changed = EnclosingFunction.WithAsync(changed);
        }

        return new Change("Make the method 'async Scoped'", root.ReplaceNode(function, changed));
    }

    private static TypeSyntax? ScopedFor(TypeSyntax old, ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Void } => Build.Type("AsyncWith.Scoped"),
        INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: false } => Build.Type("AsyncWith.Scoped"),
        INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: true }
            when old.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is { } generic =>
            Build.Type($"AsyncWith.Scoped<{generic.TypeArgumentList.Arguments}>"),
        _ => null,
    };

    /// <summary>An override, an implementation of an interface, and the entry point cannot choose what they return.</summary>
    private static bool IsBoundToItsType(IMethodSymbol method) =>
        method.IsOverride || method.IsVirtual || method.IsAbstract || method.Name == "Main" || !method.ExplicitInterfaceImplementations.IsEmpty
        || (method.MethodKind == MethodKind.Ordinary && method.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(method.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)));
}
