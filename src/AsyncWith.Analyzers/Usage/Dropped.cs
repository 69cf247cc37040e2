using AsyncWith.Analyzers.Flow;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncWith.Analyzers.Usage;

/// <summary>Tells whether anybody looks at a value.</summary>
internal static class Dropped
{
    /// <summary>Whether the value is a statement of its own, or ends in a variable that is never mentioned again.</summary>
    /// <param name="value">The value.</param>
    /// <param name="discardsToo">Whether <c>_ = value</c>, which says that it is meant, counts.</param>
    internal static bool Is(IOperation value, bool discardsToo = false)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation)
        {
            value = value.Parent;
            if (value is IConversionOperation { Conversion.Exists: false })
                return false; // the code does not compile, and the value is meant for something
        }

        return value.Parent switch
        {
            IExpressionStatementOperation => true,
            IConditionalAccessOperation access when access.WhenNotNull == value => Is(access, discardsToo),
            ISimpleAssignmentOperation { Target: IDiscardOperation } => discardsToo,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsUnused(declarator),
            _ => false,
        };
    }

    /// <summary>Whether nothing after the declaration mentions the variable.</summary>
    internal static bool IsUnused(IVariableDeclaratorOperation declarator) =>
        !IsUsing(declarator) && !Mentions(declarator).Any();

    /// <summary>Whether the variable is disposed at the end of its block, which is a use.</summary>
    internal static bool IsUsing(IVariableDeclaratorOperation declarator) =>
        declarator.Parent?.Parent?.Parent is IUsingDeclarationOperation or IUsingOperation;

    /// <summary>The mentions of the variable in the block that it is declared in.</summary>
    internal static IEnumerable<ILocalReferenceOperation> Mentions(IVariableDeclaratorOperation declarator)
    {
        // Statements at the top level of a file are one operation each, but a block all the same.
        var isGlobal = declarator.Syntax.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null;
        var scope = isGlobal ? Sources.RootOf(declarator) : BlockOf(declarator);
        return scope.Descendants().OfType<ILocalReferenceOperation>()
            .Where(reference => !reference.IsDeclaration && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol));
    }

    private static IOperation BlockOf(IOperation operation)
    {
        while (operation.Parent is { } parent && operation is not IBlockOperation)
            operation = parent;
        return operation;
    }
}
