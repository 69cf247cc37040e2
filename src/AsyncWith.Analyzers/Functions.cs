namespace AsyncWith.Analyzers;

/// <summary>The functions that a piece of code is in, and what runs them.</summary>
internal static class Functions
{
    /// <summary>The lambdas, local functions and the method around <paramref name="operation"/>, the innermost first.</summary>
    /// <param name="operation">The piece of code.</param>
    /// <param name="member">The member that it is in.</param>
    internal static IEnumerable<IMethodSymbol> Around(IOperation operation, ISymbol member)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda)
                yield return lambda.Symbol;
            else if (parent is ILocalFunctionOperation local)
                yield return local.Symbol;
        }

        if (member is IMethodSymbol method)
            yield return method;
    }

    /// <summary>The argument that <paramref name="lambda"/> is, if it is one.</summary>
    internal static IArgumentOperation? ArgumentOf(IOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent as IArgumentOperation;
    }
}
