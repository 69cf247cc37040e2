using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncWith.Analyzers.Flow;

/// <summary>Finds the graph of a function that is nested in a member.</summary>
internal static class FlowGraphs
{
    /// <summary>
    /// The graph of <paramref name="function"/>, given the one of the member around it. <see langword="null"/> where no path leads to it.
    /// </summary>
    internal static ControlFlowGraph? TryFind(ControlFlowGraph member, IOperation function, CancellationToken cancellationToken)
    {
        var functions = new Stack<IOperation>();
        for (var operation = function; operation is not null && operation != member.OriginalOperation; operation = operation.Parent)
        {
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation)
                functions.Push(operation);
        }

        var graph = member;
        while (functions.Count > 0 && graph is not null)
            graph = TryStepInto(graph, functions.Pop(), cancellationToken);
        return graph;
    }

    /// <summary>The operations of a block that come to pass in it, each one after those that it consists of.</summary>
    internal static IEnumerable<IOperation> InOrder(BasicBlock block)
    {
        var roots = block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations;
        var ordered = new List<IOperation>();
        var open = new Stack<IOperation>();
        foreach (var root in roots.Reverse())
        {
            open.Push(root);
            while (open.Count > 0)
            {
                var operation = open.Pop();
                ordered.Add(operation);
                foreach (var child in operation.ChildOperations)
                    open.Push(child);
            }
        }

        ordered.Reverse();
        return ordered;
    }

    private static ControlFlowGraph? TryStepInto(ControlFlowGraph graph, IOperation function, CancellationToken cancellationToken)
    {
        if (function is ILocalFunctionOperation local)
        {
            return graph.LocalFunctions.Contains(local.Symbol, SymbolEqualityComparer.Default)
                ? graph.GetLocalFunctionControlFlowGraph(local.Symbol, cancellationToken)
                : null;
        }

        foreach (var block in graph.Blocks)
        {
            var roots = block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations;
            foreach (var root in roots)
            {
                if (!root.Syntax.FullSpan.IntersectsWith(function.Syntax.Span))
                    continue;
                foreach (var operation in root.DescendantsAndSelf())
                {
                    if (operation is IFlowAnonymousFunctionOperation anonymous && anonymous.Syntax == function.Syntax)
                        return graph.GetAnonymousFunctionControlFlowGraph(anonymous, cancellationToken);
                }
            }
        }

        return null;
    }
}
