using AsyncWith.Analyzers.Flow;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncWith.Analyzers.Generators;

/// <summary>What each operation on a path through a generator means for the rules.</summary>
internal sealed class GeneratorPaths : PathWalker
{
    private readonly GeneratorBody _body;
    private readonly Findings _findings;
    private readonly Dictionary<SyntaxNode, GeneratorPaths> _nested = [];

    private GeneratorPaths(GeneratorBody body, ControlFlowGraph graph, Findings findings, PathSummary summary, CancellationToken cancellationToken)
        : base(graph, body.WrittenElsewhere, summary, cancellationToken) => (_body, _findings) = (body, findings);

    /// <summary>Follows every path through the generator.</summary>
    internal static PathSummary Walk(GeneratorBody body, ControlFlowGraph graph, Findings findings, CancellationToken cancellationToken)
    {
        var summary = new PathSummary(outer: null, runsOnce: true);
        new GeneratorPaths(body, graph, findings, summary, cancellationToken).WalkAll();
        return summary;
    }

    protected override bool IsOfInterest(IOperation operation) => operation switch
    {
        IInvocationOperation or IFlowAnonymousFunctionOperation => true,
        IParameterReferenceOperation => _body.TokenUses.Contains(operation.Syntax),
        _ => base.IsOfInterest(operation),
    };

    protected override PathState Pass(IOperation operation, PathState state)
    {
        switch (operation)
        {
            case IFlowAnonymousFunctionOperation lambda when _body.Nested(lambda.Syntax) is { } nested:
                PassNested(lambda, nested, state);
                return state;
            case IParameterReferenceOperation when state.Phase != Phase.Before:
                _findings.LateTokenUses.Add(operation.Syntax);
                return state;
            case IInvocationOperation { IsImplicit: false } invocation when _body.Yields.ContainsKey(invocation.Syntax):
                return PassYield(invocation, [invocation.Syntax], certain: true, ImmutableSortedSet<string>.Empty, state);
            case IInvocationOperation { IsImplicit: false } invocation when _body.Statements.Contains(invocation.Syntax):
                return PassStatement(invocation, state);
            case IInvocationOperation invocation:
                return PassCall(invocation, state);
            case ISimpleAssignmentOperation assignment when state.Phase == Phase.Before:
                NoteAcquired(assignment.Target, assignment.Value);
                return base.Pass(operation, state);
            case IDeconstructionAssignmentOperation deconstruction when state.Phase == Phase.Before:
                foreach (var target in deconstruction.Target.DescendantsAndSelf())
                    NoteAcquired(target, deconstruction.Value);
                return base.Pass(operation, state);
            case IArgumentOperation { Parameter.RefKind: RefKind.Out } argument when state.Phase == Phase.Before:
                if (Key(argument.Value) is { } key)
                    _findings.Acquired.Add(key);
                return base.Pass(operation, state);
            default:
                return base.Pass(operation, state);
        }
    }

    /// <summary>A release under a condition, such as <c>if (owned)</c>, is missing from the other paths on purpose.</summary>
    protected override PathState PassOver(IEnumerable<BasicBlock> blocks, PathState state)
    {
        if (state.Phase != Phase.Failed)
            return state;
        foreach (var call in blocks.SelectMany(FlowGraphs.InOrder).OfType<IInvocationOperation>())
        {
            if (ReleaseNames.AfterRelease(call.TargetMethod.Name) is { } released)
                state = state.Release(KeysOf(call, released));
        }

        return state;
    }

    protected override bool IsSurelyNotNull(string key) => _findings.Acquired.Contains(key);

    protected override void OnGaveUp() => _findings.GaveUp = true;

    private void WalkAll()
    {
        Walk();
        foreach (var local in Graph.LocalFunctions)
        {
            var syntax = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(Cancellation);
            if (syntax is not null && _body.Nested(syntax) is { Yields: true })
                WalkNested(syntax, Graph.GetLocalFunctionControlFlowGraph(local, Cancellation), runsOnce: false);
        }
    }

    private void PassNested(IFlowAnonymousFunctionOperation lambda, NestedFunction nested, PathState state)
    {
        if (state.Phase != Phase.Before)
            _findings.LateTokenUses.UnionWith(nested.TokenUses);
        if (nested.Yields && !_nested.ContainsKey(lambda.Syntax))
            WalkNested(lambda.Syntax, Graph.GetAnonymousFunctionControlFlowGraph(lambda, Cancellation), nested.Statement is not null);
    }

    private void WalkNested(SyntaxNode syntax, ControlFlowGraph graph, bool runsOnce)
    {
        var summary = new PathSummary(Summary, runsOnce && Summary.RunsOnce);
        var paths = new GeneratorPaths(_body, graph, _findings, summary, Cancellation);
        _nested.Add(syntax, paths);
        paths.WalkAll();
    }

    private PathState PassStatement(IInvocationOperation statement, PathState state)
    {
        var blocks = _nested.Where(nested => _body.Nested(nested.Key)?.Statement == statement.Syntax).ToList();
        if (blocks.Count == 0)
            return state;
        var certain = blocks.Exists(block => !block.Value.Summary.CompletesWithoutYield);
        var yields = _body.Yields.Keys.Where(yield => blocks.Exists(block => block.Key.Span.Contains(yield.Span)));
        return PassYield(statement, yields, certain, blocks[0].Value.Summary.ReleasedOnFailure, state);
    }

    private PathState PassYield(
        IInvocationOperation operation, IEnumerable<SyntaxNode> yields, bool certain, ImmutableSortedSet<string> releasedOnFailure, PathState state)
    {
        _findings.ReachedYields.UnionWith(yields);
        if (state.Phase != Phase.Before && !state.Uncertain)
            _findings.SecondYields.UnionWith(yields);
        Throw(operation, state.Threw(certain, releasedOnFailure));
        return state.Yielded(certain);
    }

    private PathState PassCall(IInvocationOperation invocation, PathState state)
    {
        if (state.Phase == Phase.Before)
        {
            if (ReleaseNames.AfterAcquisition(invocation.TargetMethod.Name) is { } acquired)
                _findings.Acquired.UnionWith(KeysOf(invocation, acquired));
            return state;
        }

        if (ReleaseNames.AfterRelease(invocation.TargetMethod.Name) is not { } released)
            return state;
        var keys = KeysOf(invocation, released);
        if (state.Phase == Phase.Failed)
            return state.Release(keys);
        if (!invocation.IsImplicit)
            _findings.LateReleases[invocation.Syntax] = new LateRelease(invocation.TargetMethod.Name, keys, Summary);
        return state;
    }

    /// <summary>
    /// The variables that a call is about. A call on <c>this</c> is about what its name says: AcquireLock is undone by ReleaseLock,
    /// and not by ReturnStatistics.
    /// </summary>
    private ImmutableArray<string> KeysOf(IInvocationOperation invocation, string what)
    {
        var keys = ImmutableArray.CreateBuilder<string>();
        if (Key(invocation.Instance) is { } receiver)
            keys.Add(receiver == "this" ? "this:" + what : receiver);
        foreach (var argument in invocation.Arguments)
        {
            if (Key(argument.Value) is { } key && key != "this" && !_body.Symbols.IsToken(argument.Value.Type))
                keys.Add(key);
        }

        return keys.ToImmutable();
    }

    private void NoteAcquired(IOperation target, IOperation value)
    {
        if (Key(target) is { } key
            && ValueKey.Unwrap(value) is IAwaitOperation or IInvocationOperation or IObjectCreationOperation or IFlowCaptureReferenceOperation)
            _findings.Acquired.Add(key);
    }
}
