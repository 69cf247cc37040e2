using AsyncWith.Analyzers.Flow;

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

    /// <summary>The lambda that <paramref name="statement"/> runs as its block, if it is given one.</summary>
    internal static IAnonymousFunctionOperation? BlockOf(IInvocationOperation statement) =>
        statement.Arguments.Select(argument =>
            (ValueKey.Unwrap(argument.Value) as IDelegateCreationOperation)?.Target).OfType<IAnonymousFunctionOperation>().FirstOrDefault();

    /// <summary>The function that <paramref name="operation"/> is directly in, or the body of the member.</summary>
    internal static IOperation InnermostAround(IOperation operation)
    {
        var function = operation;
        while (function.Parent is { } parent && function is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            function = parent;
        return function;
    }

    /// <summary>The manager, or other object, that <paramref name="call"/> is about: its first argument where it is an extension.</summary>
    internal static IOperation? ReceiverOf(IInvocationOperation call) => call.Instance ?? FirstArgumentOf(call);

    internal static IOperation? FirstArgumentOf(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;

    /// <summary>What <paramref name="lambda"/> returns, in each place where it does.</summary>
    internal static IEnumerable<IOperation> ReturnedBy(IAnonymousFunctionOperation lambda) =>
        Own(lambda.Body).OfType<IReturnOperation>().Select(end => end.ReturnedValue).OfType<IOperation>();

    /// <summary>Whether <paramref name="operation"/> mentions what <paramref name="lambda"/> is given.</summary>
    internal static bool MentionsParameterOf(IAnonymousFunctionOperation lambda, IOperation operation) =>
        operation.DescendantsAndSelf().Any(part => part is IParameterReferenceOperation reference
            && lambda.Symbol.Parameters.Contains(reference.Parameter, SymbolEqualityComparer.Default));

    /// <summary>The operations in a function, without those of the functions in it.</summary>
    internal static IEnumerable<IOperation> Own(IOperation body)
    {
        foreach (var child in body.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;
            yield return child;
            foreach (var inner in Own(child))
                yield return inner;
        }
    }
}
