namespace AsyncWith.Parity.Language;

/// <summary>A statement or a manager of a program. docs/parity.md lists what each <see cref="Op"/> means.</summary>
/// <param name="op">What it does.</param>
/// <param name="number">Names it in the trace; for what concerns an exit stack, the number of the stack.</param>
/// <param name="other">For <see cref="Op.PopAll"/> the number of the new stack; for what is pushed on a stack, its own number.</param>
/// <param name="kind">A kind of exceptions: what is raised, caught or suppressed; <see cref="Kinds.None"/> for none.</param>
/// <param name="parts">The lists of nodes inside, in the order of the language.</param>
internal sealed class Node(Op op, int number = 0, int other = 0, char kind = Kinds.None, params Node[][] parts)
{
    internal Op Op { get; } = op;

    internal int Number { get; } = number;

    internal int Other { get; } = other;

    internal char Kind { get; } = kind;

    internal Node[][] Parts { get; } = parts;

    internal Node With(int part, Node[] nodes)
    {
        var parts = (Node[][])Parts.Clone();
        parts[part] = nodes;
        return new Node(Op, Number, Other, Kind, parts);
    }

    /// <summary>How many nodes there are in <paramref name="nodes"/>, those inside included.</summary>
    internal static int Count(Node[] nodes) => nodes.Sum(node => 1 + node.Parts.Sum(Count));

    /// <summary>How many lists of nodes this operation has inside.</summary>
    internal static int PartsOf(Op op) => op switch
    {
        Op.Try or Op.Finally or Op.With or Op.Class => 2,
        Op.Handler or Op.Stack or Op.Use or Op.Enter or Op.Push or Op.PushManager or Op.Callback or Op.Generator or Op.Closing => 1,
        _ => 0,
    };

    /// <summary>Whether a yield of the generator that this node belongs to stands in it. A manager's own parts are other functions.</summary>
    internal bool HoldsYield() => Op switch
    {
        Op.Yield => true,
        Op.Try or Op.Finally => Parts.Any(part => part.Any(node => node.HoldsYield())),
        Op.With => Parts[1].Any(node => node.HoldsYield()),
        Op.Stack or Op.Handler => Parts[0].Any(node => node.HoldsYield()),
        _ => false,
    };
}
