namespace AsyncWith.Parity.Language;

/// <summary>Makes the bodies of generator-based managers: a yield, with code before, around and after it; sometimes none, or two.</summary>
internal sealed class GeneratorBodies(RandomSource random, ProgramGenerator programs)
{
    internal Node[] Make(Scope scope)
    {
        var before = random.Chance(40) ? programs.Block(scope) : [];
        return random.Weighted([78, 8, 14]) switch
        {
            0 => [.. before, .. Around(scope, layers: random.Weighted([3, 5, 3, 1])), .. After(scope)],
            1 => before,
            _ => Twice(scope, before),
        };
    }

    private Node[] After(Scope scope) => random.Chance(40) ? programs.Block(scope) : [];

    /// <summary>The yield, with as many statements around it as <paramref name="layers"/> says.</summary>
    private Node[] Around(Scope scope, int layers)
    {
        if (layers == 0)
            return [new Node(Op.Yield)];

        var deeper = scope.Deeper();
        switch (random.Weighted([6, 5, 3, 3]))
        {
            case 0: return [new Node(Op.Try, 0, 0, Kinds.None, Body(deeper, layers), programs.Handlers(scope))];
            case 1: return [new Node(Op.Finally, 0, 0, Kinds.None, Body(deeper, layers), programs.Block(deeper))];
            case 2: return [new Node(Op.With, 0, 0, Kinds.None, [programs.Manager(scope, direct: true)], Body(scope.Inside(), layers))];
            default:
                var stack = programs.NewStack();
                var inside = scope.Inside();
                inside.Stacks.Add(stack);
                return [new Node(Op.Stack, stack, 0, Kinds.None, [.. programs.Block(inside, atLeast: 1), .. Body(inside, layers)])];
        }
    }

    private Node[] Body(Scope scope, int layers) =>
        [.. random.Chance(20) ? programs.Block(scope) : [], .. Around(scope, layers - 1), .. random.Chance(25) ? programs.Block(scope) : []];

    private Node[] Twice(Scope scope, Node[] before)
    {
        var quiet = random.Chance(50) ? new[] { programs.Quiet() } : [];
        Node[] again = [new Node(Op.Yield), .. quiet];
        return random.Below(5) switch
        {
            0 => [.. before, new Node(Op.Yield), .. again],
            1 => [
                .. before,
                new Node(Op.Try, 0, 0, Kinds.None, [new Node(Op.Yield)], [new Node(Op.Handler, 0, 0, random.Of(Kinds.Caught), [.. quiet, .. again])]),
                .. quiet],
            2 => [.. before, new Node(Op.Finally, 0, 0, Kinds.None, [.. Around(scope, layers: 1), .. again], [programs.Quiet()])],
            3 => [
                .. before,
                .. Around(scope, layers: 1),
                new Node(Op.Try, 0, 0, Kinds.None, again, [new Node(Op.Handler, 0, 0, random.Of(Kinds.Caught), quiet)])],
            _ => [.. before, new Node(Op.Yield), new Node(Op.With, 0, 0, Kinds.None, [QuietManager()], again)],
        };
    }

    private Node QuietManager() => new(Op.Class, programs.Number(), 0, random.Chance(50) ? Kinds.All : Kinds.None, [], [programs.Quiet()]);
}
