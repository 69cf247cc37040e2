namespace AsyncWith.Parity.Language;

/// <summary>Makes a program smaller while it still shows the same thing.</summary>
internal static class Shrinker
{
    /// <summary>Tries smaller and smaller programs, as long as <paramref name="shows"/> says that one still shows it.</summary>
    internal static async Task<Node[]> ShrinkAsync(Node[] program, Func<Node[], Task<bool>> shows)
    {
        while (true)
        {
            Node[]? smaller = null;
            foreach (var candidate in Smaller(program).Where(ProgramRules.Allow))
            {
                if (!await shows(candidate))
                    continue;
                smaller = candidate;
                break;
            }

            if (smaller is null)
                return program;
            program = smaller;
        }
    }

    /// <summary>The programs that are one step smaller, those that lose most first.</summary>
    internal static IEnumerable<Node[]> Smaller(Node[] nodes)
    {
        for (var i = 0; i < nodes.Length; i++)
            yield return [.. nodes[..i], .. nodes[(i + 1)..]];

        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Op is Op.Handler or >= Op.Class)
                continue; // where a manager or a handler stands, no statement can

            // A statement gives way to what stands in it.
            foreach (var part in Statements(nodes[i]))
                yield return [.. nodes[..i], .. part, .. nodes[(i + 1)..]];
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            foreach (var smaller in Smaller(nodes[i]))
                yield return [.. nodes[..i], smaller, .. nodes[(i + 1)..]];
        }
    }

    private static IEnumerable<Node[]> Statements(Node node) => node.Op switch
    {
        Op.Stack or Op.Use or Op.Finally or Op.Handler or Op.Class or Op.Closing => node.Parts,
        Op.Generator => node.Parts.Select(part => part.Where(statement => statement.Op != Op.Yield).ToArray()),
        Op.Try => [node.Parts[0], .. node.Parts[1].SelectMany(Statements)],
        Op.With => [node.Parts[1], .. node.Parts[0].SelectMany(Statements)],
        _ => [],
    };

    private static IEnumerable<Node> Smaller(Node node)
    {
        for (var part = 0; part < node.Parts.Length; part++)
        {
            foreach (var nodes in Smaller(node.Parts[part]))
            {
                // A block and an enter keep a manager, a try keeps a handler.
                if (nodes.Length > 0 || node.Op is not (Op.Enter or Op.PushManager) && (node.Op, part) is not ((Op.With, 0) or (Op.Try, 1)))
                    yield return node.With(part, nodes);
            }
        }

        if (node.Kind == Kinds.None || node.Op is Op.Raise && node.Kind == 'A')
            yield break;
        if (node.Op is Op.Class or Op.Push)
            yield return new Node(node.Op, node.Number, node.Other, Kinds.None, node.Parts);
        if (node.Op == Op.Raise)
            yield return new Node(Op.Raise, 0, 0, 'A');
        if (node.Op == Op.Handler && node.Kind != Kinds.All)
            yield return new Node(Op.Handler, 0, 0, Kinds.All, node.Parts);
    }
}
