using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Transactions;

/// <summary>Follows the object that a method is called on back to the managers whose resource it is.</summary>
internal sealed class BlockOrigins(Symbols symbols, TransactionManagers managers)
{
    /// <summary>A variable is made from another one this many times at the most: circles in broken code have an end.</summary>
    private const int MostSteps = 8;

    /// <summary>The methods that made the managers in whose block <paramref name="call"/> ends the transaction, the innermost first.</summary>
    internal IEnumerable<IMethodSymbol> Of(IInvocationOperation call)
    {
        var receiver = RootOf(call.Instance ?? call.Arguments.FirstOrDefault()?.Value);
        if (receiver is null)
            yield break;
        if (MakerOfResource(receiver, MostSteps) is { } maker)
            yield return maker.TargetMethod;

        // The context or transaction that the manager was made from is the same one.
        var key = ValueKey.Of(receiver);
        for (var parent = call.Parent; parent is not null && key is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda && MakerOfBlock(lambda, index: 0) is { } around
                && ValueKey.Of(Functions.ReceiverOf(around)) == key)
                yield return around.TargetMethod;
        }
    }

    /// <summary>The variable at the start of <c>resource.Database.CurrentTransaction</c>.</summary>
    private static IOperation? RootOf(IOperation? operation)
    {
        operation = ValueKey.Unwrap(operation);
        while (operation is IPropertyReferenceOperation { Instance: { } owner } && owner is not IInstanceReferenceOperation)
            operation = ValueKey.Unwrap(owner);
        return operation switch
        {
            IConditionalAccessInstanceOperation instance => RootOf(ValueKey.ReceiverOf(instance)),
            _ => operation,
        };
    }

    /// <summary>The call that made the manager whose resource the variable is.</summary>
    private IInvocationOperation? MakerOfResource(IOperation? variable, int steps) => variable switch
    {
        _ when steps == 0 => null,
        IParameterReferenceOperation { Parameter: var parameter } => MakerOfParameter(variable, parameter),
        ILocalReferenceOperation { Local: var local } => MakerOfLocal(variable, local, steps),
        _ => null,
    };

    private IInvocationOperation? MakerOfParameter(IOperation reference, IParameterSymbol parameter)
    {
        for (var parent = reference.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, parameter.ContainingSymbol))
                return MakerOfBlock(lambda, parameter.Ordinal);
        }

        return null;
    }

    private IInvocationOperation? MakerOfLocal(IOperation reference, ILocalSymbol local, int steps)
    {
        if (Sources.Of(local, reference) is not { } value)
            return null;
        return ValueKey.Unwrap(value) is IAwaitOperation awaited
            ? ManagerEnteredBy(awaited.Operation) is { } manager ? MakerOf(manager, steps - 1) : null
            : MakerOfResource(RootOf(value), steps - 1);
    }

    /// <summary>The manager of <c>Scope.Enter(manager)</c>, <c>stack.EnterContextAsync(manager)</c> or <c>manager.BeginAsync()</c>.</summary>
    private IOperation? ManagerEnteredBy(IOperation task)
    {
        task = ValueKey.Unwrap(task)!;
        while (task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask", Instance: { } inner })
            task = ValueKey.Unwrap(inner)!;
        return task is IInvocationOperation { TargetMethod: { Name: "Enter" or "EnterContextAsync" or "BeginAsync" } method } call
            && symbols.IsOurs(method)
            ? Functions.FirstArgumentOf(call)
            : null;
    }

    /// <summary>
    /// The call that made the manager which runs <paramref name="lambda"/> as its block, and hands over its resource as parameter <paramref
    /// name="index"/>.
    /// </summary>
    private IInvocationOperation? MakerOfBlock(IAnonymousFunctionOperation lambda, int index)
    {
        if (Functions.ArgumentOf(lambda)?.Parent is not IInvocationOperation call)
            return null;
        if (managers.EndingOf(call.TargetMethod) is not null)
            return call; // RunUnitOfWorkAsync, which is given the block itself
        if (!symbols.IsStatement(call.TargetMethod))
            return null;

        var manager = ValueKey.Unwrap(Functions.ReceiverOf(call));
        return MakerOf(manager is ITupleOperation tuple ? tuple.Elements.ElementAtOrDefault(index) : manager, MostSteps);
    }

    /// <summary>Follows variables, and calls such as <c>ConfigureAwait</c> and <c>WithExitTimeout</c>, to the call that made the manager.</summary>
    private IInvocationOperation? MakerOf(IOperation? manager, int steps)
    {
        for (; steps > 0; steps--)
        {
            switch (manager = ValueKey.Unwrap(manager))
            {
                case IInvocationOperation call when managers.EndingOf(call.TargetMethod) is not null:
                    return call;
                case IInvocationOperation call when symbols.IsOurs(call.TargetMethod) && HandsOverTheSame(call):
                    manager = Functions.ReceiverOf(call);
                    break;
                case ILocalReferenceOperation local:
                    manager = Sources.Of(local.Local, local);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private bool HandsOverTheSame(IInvocationOperation call) =>
        symbols.ResourceOf(call.Type) is { } resource
            && SymbolEqualityComparer.Default.Equals(resource, symbols.ResourceOf(Functions.ReceiverOf(call)?.Type));
}
