using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncWith.Analyzers.Flow;

/// <summary>
/// Follows every path through a function, exceptions and <c>finally</c> blocks included. It remembers what a path has tested
/// (<c>if (fresh)</c>) and written (<c>fresh = false</c>), so that it takes no path that contradicts itself.
/// </summary>
internal abstract class PathWalker
{
    private const int MostSteps = 4000;

    private readonly HashSet<string> _writtenElsewhere;
    private readonly Dictionary<CaptureId, string> _captures = [];
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<IOperation>> _operations = [];
    private readonly Queue<(BasicBlock Block, PathState State)> _open = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private BasicBlock _block;

    protected PathWalker(ControlFlowGraph graph, HashSet<string> writtenElsewhere, PathSummary summary, CancellationToken cancellationToken)
    {
        (Graph, Summary, Cancellation) = (graph, summary, cancellationToken);
        _writtenElsewhere = writtenElsewhere;
        _block = graph.Blocks[0];
        NoteCaptures();
        NoteRepeatedConditions();
    }

    protected ControlFlowGraph Graph { get; }

    protected PathSummary Summary { get; }

    protected CancellationToken Cancellation { get; }

    protected void Walk()
    {
        Enter(Graph.Blocks[0], PathState.Start);
        for (var steps = 0; _open.Count > 0; steps++)
        {
            Cancellation.ThrowIfCancellationRequested();
            if (steps == MostSteps)
            {
                OnGaveUp();
                return;
            }

            var (block, state) = _open.Dequeue();
            Step(block, state);
        }
    }

    protected virtual bool IsOfInterest(IOperation operation) =>
        operation is IAssignmentOperation or IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out };

    /// <summary>The state of the path after an operation.</summary>
    protected virtual PathState Pass(IOperation operation, PathState state) => operation switch
    {
        ISimpleAssignmentOperation assignment => Write(assignment.Target, assignment.Value, state),
        IDeconstructionAssignmentOperation deconstruction =>
            deconstruction.Target.DescendantsAndSelf().Aggregate(state, (next, target) => Write(target, value: null, next)),
        IAssignmentOperation assignment => Write(assignment.Target, value: null, state),
        IIncrementOrDecrementOperation increment => Write(increment.Target, value: null, state),
        IArgumentOperation argument => Write(argument.Value, value: null, state),
        _ => state,
    };

    /// <summary>The state of the path after a condition that skips these blocks.</summary>
    protected abstract PathState PassOver(IEnumerable<BasicBlock> blocks, PathState state);

    /// <summary>Whether the paths on which <paramref name="key"/> is null do not count.</summary>
    protected abstract bool IsSurelyNotNull(string key);

    protected abstract void OnGaveUp();

    protected string? Key(IOperation? operation) => ValueKey.Of(operation, _captures);

    /// <summary>The operation, which is in the block that is being passed, throws.</summary>
    protected void Throw(IOperation operation, PathState state) => Throw(_block.EnclosingRegion, state);

    private void Step(BasicBlock block, PathState state)
    {
        _block = block;
        var mayThrow = IsInTry(block.EnclosingRegion);
        MayThrow(state);
        if (!_operations.TryGetValue(block.Ordinal, out var operations))
            _operations.Add(block.Ordinal, operations = FlowGraphs.InOrder(block).Where(IsOfInterest).ToList());

        foreach (var operation in operations)
        {
            var next = Pass(operation, state);
            if (!ReferenceEquals(next, state))
                MayThrow(next);
            state = next;
        }

        Leave(block, state);

        // Once the block has thrown, what follows is taken to work: a log call in a catch does not make the release after it unsure.
        void MayThrow(PathState at)
        {
            if (mayThrow && at.Phase != Phase.Failed)
                Throw(block.EnclosingRegion, at);
        }
    }

    private void Leave(BasicBlock block, PathState state)
    {
        if (block.Kind == BasicBlockKind.Exit)
        {
            Summary.End(state, completes: true);
            return;
        }

        if (block.ConditionKind == ControlFlowConditionKind.None)
        {
            Follow(block, block.FallThroughSuccessor, state);
            return;
        }

        var condition = Condition.TryParse(block.BranchValue, _captures);
        var jumpsOn = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        foreach (var outcome in new[] { true, false })
        {
            if (Assume(block.BranchValue, condition, outcome, state) is { } next)
                Follow(block, outcome == jumpsOn ? block.ConditionalSuccessor
                    : block.FallThroughSuccessor, PassOver(NotTaken(block, outcome == jumpsOn), next));
        }
    }

    /// <summary>
    /// The blocks that the condition at the end of <paramref name="block"/> keeps from running: those of the <c>if</c>, or of its <c>else</c>.
    /// </summary>
    private IEnumerable<BasicBlock> NotTaken(BasicBlock block, bool jumps)
    {
        // The blocks are in the order of the source, so what is jumped over is what lies between.
        if (block.ConditionalSuccessor is not { Semantics: ControlFlowBranchSemantics.Regular, Destination.Ordinal: var target }
            || target <= block.Ordinal)
            return [];
        if (jumps)
            return Between(block.Ordinal + 1, target);
        return Graph.Blocks[target - 1] is
        {
            ConditionKind: ControlFlowConditionKind.None,
            FallThroughSuccessor: { Semantics: ControlFlowBranchSemantics.Regular, Destination.Ordinal: var end }
        }
            ? Between(target, end)
            : [];

        IEnumerable<BasicBlock> Between(int first, int end) => Graph.Blocks.Where(other => other.Ordinal >= first && other.Ordinal < end);
    }

    /// <summary>The path on which the condition has that outcome, or <see langword="null"/> when there is none.</summary>
    private PathState? Assume(IOperation? value, Condition? condition, bool outcome, PathState state)
    {
        if (value is { ConstantValue: { HasValue: true, Value: bool constant } })
            return constant == outcome ? state : null;
        if (value is not null && value.DescendantsAndSelf().Any(part => Key(part) is { } key && _writtenElsewhere.Contains(key)))
            return state.Doubtful();
        if (condition is null)
            return value is { IsImplicit: false } && _repeated.Contains(value.Syntax.ToString()) ? state.Doubtful() : state;

        var equal = outcome != condition.Negated;
        if (state.Facts.Test(condition.Key, condition.Constant) is { } known)
            return known == equal ? state : null;
        if (equal && condition.Constant is null && state.Phase == Phase.Failed && IsSurelyNotNull(condition.Key))
            return null;
        return state.With(state.Facts.Learn(condition.Key, condition.Constant, equal));
    }

    private void Follow(BasicBlock block, ControlFlowBranch? branch, PathState state)
    {
        switch (branch?.Semantics)
        {
            case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return:
                Go(branch.FinallyRegions, branch.Destination, state);
                break;
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                Summary.Throws = true;
                Throw(block.EnclosingRegion, state);
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling:
                EndFinally(block.EnclosingRegion, state);
                break;
        }
    }

    private void Go(ImmutableArray<ControlFlowRegion> through, BasicBlock? destination, PathState state)
    {
        if (destination is null)
            return;
        if (through.IsEmpty)
            Enter(destination, state);
        else
            Enter(Graph.Blocks[through[0].FirstBlockOrdinal], state.With(new FinallyFrame(through[0], through.RemoveAt(0), destination,
                state.Frame)));
    }

    private void EndFinally(ControlFlowRegion? region, PathState state)
    {
        while (region is not null and not { Kind: ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter })
            region = Around(region);
        if (region is not { Kind: ControlFlowRegionKind.Finally } || state.Frame is not { } frame || frame.Region != region)
            return; // a filter that said no: Throw has gone on to the next handler already

        var outside = state.With(frame.Outer);
        if (frame.Destination is null)
            Throw(region.EnclosingRegion, outside);
        else
            Go(frame.Next, frame.Destination, outside);
    }

    private void Throw(ControlFlowRegion? from, PathState state)
    {
        for (var region = from; region is not null; region = Around(region))
        {
            if (state.Frame is { } frame && frame.Region == region)
                state = state.With(frame.Outer);
            if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } whole)
                continue;

            foreach (var handler in whole.NestedRegions)
            {
                switch (handler.Kind)
                {
                    case ControlFlowRegionKind.Finally:
                        Enter(Graph.Blocks[handler.FirstBlockOrdinal], state.With(new FinallyFrame(handler, [], destination: null, state.Frame)));
                        return;
                    case ControlFlowRegionKind.Catch:
                        Enter(Graph.Blocks[handler.FirstBlockOrdinal], state);
                        if (handler.ExceptionType is null or { SpecialType: SpecialType.System_Object } or
                            {
                                Name: nameof(Exception),
                                ContainingNamespace.Name: nameof(System)
                            })
                            return;
                        break;
                    case ControlFlowRegionKind.FilterAndHandler:
                        Enter(Graph.Blocks[handler.FirstBlockOrdinal], state);
                        break;
                }
            }
        }

        Summary.End(state, completes: false);
    }

    private void Enter(BasicBlock block, PathState state)
    {
        if (_seen.Add(block.Ordinal + "|" + state))
            _open.Enqueue((block, state));
    }

    private PathState Write(IOperation target, IOperation? value, PathState state)
    {
        if (Key(target) is not { } key)
            return state;
        var facts = state.Facts.Forget(key);
        if (value?.ConstantValue is { HasValue: true, Value: var constant })
            facts = facts.Learn(key, constant, equal: true);
        return state.With(facts);
    }

    /// <summary>A captured value that is a variable is known by the variable's name, unless different ones meet in it.</summary>
    private void NoteCaptures()
    {
        var ambiguous = new HashSet<CaptureId>();
        foreach (var capture in Graph.Blocks.SelectMany(block => block.Operations).OfType<IFlowCaptureOperation>())
        {
            var key = Key(capture.Value);
            if (key is null || (_captures.TryGetValue(capture.Id, out var other) && other != key))
                ambiguous.Add(capture.Id);
            else
                _captures[capture.Id] = key;
        }

        foreach (var id in ambiguous)
            _captures.Remove(id);
    }

    /// <summary>Of two conditions with the same text that it does not understand, the walker cannot tell whether both can hold.</summary>
    private void NoteRepeatedConditions()
    {
        var once = new HashSet<string>(StringComparer.Ordinal);
        foreach (var block in Graph.Blocks)
        {
            if (block is { ConditionKind: not ControlFlowConditionKind.None, BranchValue: { IsImplicit: false, Syntax: var syntax } }
                && syntax.ToString() is var text && !once.Add(text))
                _repeated.Add(text);
        }
    }

    /// <summary>The region around one of this function: those of the functions around it are none of its business.</summary>
    private static ControlFlowRegion? Around(ControlFlowRegion region) => region.Kind == ControlFlowRegionKind.Root ? null : region.EnclosingRegion;

    private static bool IsInTry(ControlFlowRegion? region)
    {
        for (; region is not null; region = Around(region))
        {
            if (region.Kind == ControlFlowRegionKind.Try)
                return true;
        }

        return false;
    }
}
