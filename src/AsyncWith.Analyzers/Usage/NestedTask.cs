namespace AsyncWith.Analyzers.Usage;

/// <summary>Follows a task whose result is a task, to see whether the inner one is ever awaited.</summary>
internal static class NestedTask
{
    /// <summary>
    /// Whether what <paramref name="taker"/> makes of a function that returns <paramref name="inner"/> is used without awaiting <paramref
    /// name="inner"/>.
    /// </summary>
    internal static bool IsLost(IOperation taker, ITypeSymbol inner)
    {
        if (Same(taker.Type, inner))
            return Dropped.Is(taker);
        return taker.Type is INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: true } type && Same(type.TypeArguments[0], inner)
            && IsAwaitedOnce(taker);
    }

    /// <summary>Whether the outer task is dropped, awaited, or kept as a task without a result, and its result is not looked at.</summary>
    private static bool IsAwaitedOnce(IOperation task)
    {
        while (task.Parent is IConversionOperation or IParenthesizedOperation)
        {
            task = task.Parent;
            if (task is IConversionOperation { Type: INamedTypeSymbol { Name: "Task", IsGenericType: false } })
                return true;
        }

        switch (task.Parent)
        {
            case IAwaitOperation awaited:
                return IsUnread(awaited);
            case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync" } next when next.Instance == task:
                return IsAwaitedOnce(next);
            case IInvocationOperation { TargetMethod.Name: "Wait" } wait when wait.Instance == task:
                return true;
            case IExpressionStatementOperation:
                return true;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                var mentions = Dropped.Mentions(declarator).ToList();
                return mentions.Count > 0 && mentions.TrueForAll(IsAwaitedOnce);
            case { } parent when GroupOf(parent) is { } group:
                return IsAwaitedOnce(group);
            default:
                return false;
        }
    }

    private static bool IsUnread(IOperation result) =>
        Dropped.Is(result) || result.Parent is IConversionOperation { Conversion.Exists: false };

    /// <summary>The <c>Task.WhenAll</c> that the task is one of.</summary>
    private static IInvocationOperation? GroupOf(IOperation parent)
    {
        while (parent is IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation or IConversionOperation
            && parent.Parent is { } next)
            parent = next;
        return parent is IArgumentOperation
        {
            Parent: IInvocationOperation
            {
                TargetMethod:
                {
                    Name: "WhenAll",
                    ContainingType.Name: "Task"
                }
            } group
        } ? group : null;
    }

    private static bool Same(ITypeSymbol? left, ITypeSymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
}
