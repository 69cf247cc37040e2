namespace AsyncWith.Parity.Language;

/// <summary>Makes random programs, the same for the same seed. Each keeps to <see cref="ProgramRules"/>.</summary>
internal sealed class ProgramGenerator
{
    private const int MaximalDepth = 6;

    private readonly RandomSource _random;
    private readonly GeneratorBodies _bodies;
    private int _budget;
    private int _numbers;
    private int _stacks;

    private ProgramGenerator(RandomSource random)
    {
        _random = random;
        _bodies = new GeneratorBodies(random, this);
        _budget = 5 + random.Below(22);
    }

    /// <summary>The program number <paramref name="index"/> of those that <paramref name="seed"/> stands for.</summary>
    internal static Node[] Make(ulong seed, long index)
    {
        // One in a few thousand breaks a rule where parts that are allowed alone meet; the next one takes its place.
        var random = RandomSource.ForProgram(seed, index);
        while (true)
        {
            var program = new ProgramGenerator(random).Block(new Scope([]), atLeast: 1);
            if (ProgramRules.Allow(program))
                return program;
        }
    }

    internal Node[] Block(Scope scope, int atLeast = 0)
    {
        var nodes = new List<Node>();
        var length = atLeast + _random.Weighted([3, 5, 3, 1]);
        for (var i = 0; i < length && (_budget > 0 || i < atLeast); i++)
        {
            nodes.Add(Statement(scope, isLast: i == length - 1));
            if (nodes[^1].Op is Op.Raise or Op.Again && !_random.Chance(5))
                break;
        }

        return [.. nodes];
    }

    internal Node Log() => new(Op.Log, Number());

    internal Node Quiet() => _random.Chance(30) ? new Node(Op.Nap) : Log();

    internal Node[] Handlers(Scope scope)
    {
        var handlers = new List<Node>();
        do
        {
            _budget--;
            handlers.Add(
                new Node(Op.Handler, 0, 0, _random.Of(Kinds.Caught), Block(scope with { Again = true, Given = false, Depth = scope.Depth + 1 })));
        }
        while (handlers[^1].Kind != Kinds.All && _random.Chance(25));
        return [.. handlers];
    }

    internal Node Manager(Scope scope, bool direct)
    {
        _budget--;
        var apart = scope.Inside();
        return _random.Weighted([10, 9, 2, 1]) switch
        {
            0 => Class(direct ? apart : apart with { Stacks = [] }, apart with { Given = direct }),
            1 => new Node(Op.Generator, Number(), 0, Kinds.None, _bodies.Make(direct ? apart : apart with { Stacks = [] })),
            2 => new Node(Op.Closing, Number(), 0, Kinds.None, Block(apart)),
            _ => new Node(Op.Null, Number()),
        };
    }

    internal int Number() => ++_numbers;

    internal int NewStack() => ++_stacks;

    private Node Class(Scope entering, Scope exiting) =>
        new(Op.Class, Number(), 0, Suppressed(), _random.Chance(25) ? Block(entering) : [], Block(exiting));

    private char Suppressed() => _random.Chance(35) ? _random.Of(Kinds.Caught) : Kinds.None;

    private Node Statement(Scope scope, bool isLast)
    {
        _budget--;
        if (scope.Depth >= MaximalDepth || _budget <= 0)
            return Simple(scope, isLast);

        return _random.Weighted([26, 14, 9, 22, 14, scope.Stacks.Count > 0 ? 90 : 0]) switch
        {
            0 => Simple(scope, isLast),
            1 => new Node(Op.Try, 0, 0, Kinds.None, Block(scope.Deeper(), atLeast: 1), Handlers(scope)),
            2 => new Node(
                Op.Finally, 0, 0, Kinds.None, Block(scope.Deeper(), atLeast: 1), Block(scope.Deeper() with { Again = false, Given = false })),
            3 => With(scope),
            4 => Stack(scope),
            _ => OnStack(scope, scope.Stacks[_random.Below(scope.Stacks.Count)]),
        };
    }

    private Node Simple(Scope scope, bool isLast)
    {
        // What stands behind a raise does not run, so most of them stand last, and few at the top.
        var raises = !isLast ? 1 : scope.Depth == 0 ? 2 : 9;
        switch (_random.Weighted([4, 3, raises, scope.Again ? 8 : 0, scope.Given ? 3 : 0]))
        {
            case 0: return Log();
            case 1: return new Node(Op.Nap);
            case 2: return new Node(Op.Raise, 0, 0, _random.Of(Kinds.Raised));
            case 3: return new Node(Op.Again);
            default: return new Node(Op.Given);
        }
    }

    private Node With(Scope scope)
    {
        var managers = new List<Node>();
        do
            managers.Add(Manager(scope, direct: true));
        while (managers.Count < 3 && _random.Chance(20));
        return new Node(Op.With, 0, 0, Kinds.None, [.. managers], Block(scope.Inside(), atLeast: 1));
    }

    private Node Stack(Scope scope)
    {
        var number = NewStack();
        var inside = scope.Inside();
        return new Node(Op.Stack, number, 0, Kinds.None, Block(inside with { Stacks = [.. scope.Stacks, number] }, atLeast: 2));
    }

    private Node OnStack(Scope scope, int stack)
    {
        var apart = scope.Inside();
        switch (_random.Weighted([10, 8, 3, 8, 2, 3, 2, 2]))
        {
            case 0: return new Node(Op.Enter, stack, 0, Kinds.None, [Manager(scope, direct: false)]);
            case 1: return new Node(Op.Push, stack, Number(), Suppressed(), Block(apart));
            case 2: return new Node(Op.PushManager, stack, 0, Kinds.None, [Class(apart, apart)]);
            case 3: return new Node(Op.Callback, stack, Number(), Kinds.None, Block(apart));
            case 4: return new Node(Op.Close, stack);
            case 5: return PopAll(scope, stack);
            case 6: return new Node(Op.Use, stack, 0, Kinds.None, Block(apart));
            default: return Inner(scope, stack);
        }
    }

    private Node PopAll(Scope scope, int stack)
    {
        var moved = NewStack();
        scope.Stacks.Add(moved);
        return new Node(Op.PopAll, stack, moved);
    }

    private Node Inner(Scope scope, int stack)
    {
        var inner = NewStack();
        scope.Stacks.Add(inner);
        return new Node(Op.Enter, stack, 0, Kinds.None, [new Node(Op.Inner, inner)]);
    }
}
