namespace AsyncWith.Analyzers.Flow;

/// <summary>Finds what a variable was declared with.</summary>
internal static class Sources
{
    /// <summary>
    /// The value that <paramref name="local"/> is declared with, or taken apart from, in the member around <paramref name="reference"/>.
    /// </summary>
    internal static IOperation? Of(ILocalSymbol local, IOperation reference)
    {
        foreach (var operation in RootOf(reference).Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol, local):
                    return declarator.GetVariableInitializer()?.Value;
                case IDeconstructionAssignmentOperation deconstruction when Declares(deconstruction.Target, local):
                    return deconstruction.Value;
            }
        }

        return null;
    }

    /// <summary>The operation that everything in the member is a part of.</summary>
    internal static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    private static bool Declares(IOperation target, ILocalSymbol local) =>
        target.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation { IsDeclaration: true } reference && Same(reference.Local, local));

    private static bool Same(ISymbol left, ISymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
}
