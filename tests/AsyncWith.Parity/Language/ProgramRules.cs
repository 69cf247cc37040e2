namespace AsyncWith.Parity.Language;

/// <summary>
/// Says which programs are compared. What it forbids is what a C# program cannot say, or where Python links exceptions that were
/// raised before in another way than when they were raised; docs/parity.md has the list.
/// </summary>
internal sealed class ProgramRules
{
    private readonly Dictionary<int, string> _regionOfStack = [];
    private readonly List<(int Stack, string Region)> _uses = [];
    private readonly HashSet<int> _inner = [];
    private int _regions;
    private bool _broken;

    internal static bool Allow(Node[] program)
    {
        var rules = new ProgramRules();
        rules.Visit(program, new Place(Again: false, Given: false, Yield: false, Region: ".", Blocks: []));
        return !rules._broken && rules._uses.All(rules.IsUsable);
    }

    // While a stack enters a manager, the code of that enter must leave the stack alone; what it makes itself others may use later.
    private bool IsUsable((int Stack, string Region) use) =>
        _regionOfStack.TryGetValue(use.Stack, out var region) && region.StartsWith(use.Region, StringComparison.Ordinal);

    private void Visit(Node[] nodes, Place place)
    {
        foreach (var node in nodes)
            Visit(node, place);
    }

    private void Visit(Node node, Place place)
    {
        var inside = place with { Again = false, Given = false };
        var apart = inside with { Yield = false, Blocks = null };
        switch (node.Op)
        {
            case Op.Again:
                Require(place.Again);
                break;
            case Op.Given:
                Require(place.Given);
                break;
            case Op.Yield:
                Require(place.Yield);
                break;
            case Op.Try:
                Visit(node.Parts[0], place);
                foreach (var handler in node.Parts[1])
                    Visit(handler.Parts[0], place with { Again = true, Given = false });
                break;
            case Op.Finally:
                Visit(node.Parts[0], place);
                Visit(node.Parts[1], place with { Again = false, Given = false, Yield = false });
                break;
            case Op.With:
                foreach (var manager in node.Parts[0])
                    VisitManager(manager, apart, apart, direct: true);
                Visit(node.Parts[1], inside);
                break;
            case Op.Stack:
                _regionOfStack[node.Number] = place.Region;
                Visit(node.Parts[0], inside.InBlockOf(node.Number));
                break;
            case Op.Use:
                Use(node, place);
                Require(place.Blocks is { } blocks && !blocks.Contains(node.Number) && !_inner.Contains(node.Number));
                Visit(node.Parts[0], inside.InBlockOf(node.Number) with { Yield = false });
                break;
            case Op.Push or Op.Callback or Op.Close:
                Use(node, place);
                foreach (var part in node.Parts)
                    Visit(part, apart);
                break;
            case Op.Enter:
                Use(node, place);
                VisitManager(node.Parts[0][0], apart with { Region = $"{place.Region}{_regions++}." }, apart, direct: false);
                break;
            case Op.PushManager:
                Use(node, place);
                Require(node.Parts[0][0].Op == Op.Class);
                VisitManager(node.Parts[0][0], apart, apart, direct: false);
                break;
            case Op.PopAll:
                Use(node, place);
                _regionOfStack[node.Other] = place.Region;
                break;
        }
    }

    private void VisitManager(Node manager, Place entering, Place exiting, bool direct)
    {
        switch (manager.Op)
        {
            case Op.Class:
                Visit(manager.Parts[0], entering);
                Visit(manager.Parts[1], exiting with { Given = direct });
                break;
            case Op.Generator:
                Require(YieldRules.Allow(manager));
                Visit(manager.Parts[0], entering with { Yield = true });
                break;
            case Op.Closing:
                Visit(manager.Parts[0], exiting);
                break;
            case Op.Inner:
                Require(!direct);
                _regionOfStack[manager.Number] = exiting.Region;
                _inner.Add(manager.Number);
                break;
        }
    }

    private void Use(Node node, Place place) => _uses.Add((node.Number, place.Region));

    private void Require(bool condition) => _broken |= !condition;

    /// <param name="Again">Whether it stands in a handler.</param>
    /// <param name="Given">Whether it stands in an exit that was given an exception.</param>
    /// <param name="Yield">Whether it stands in a generator.</param>
    /// <param name="Region">The enters that it stands in.</param>
    /// <param name="Blocks">
    /// The stacks in whose blocks it stands: a block over one of them would be a block in its own block. Code of a manager or of an exit may run
    /// while any stack is in its block, so it has none, and may not begin such a block.
    /// </param>
    private readonly record struct Place(bool Again, bool Given, bool Yield, string Region, int[]? Blocks)
    {
        internal Place InBlockOf(int stack) => this with { Blocks = Blocks is null ? null : [.. Blocks, stack] };
    }
}
