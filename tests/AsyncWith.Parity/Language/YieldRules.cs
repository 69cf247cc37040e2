namespace AsyncWith.Parity.Language;

/// <summary>
/// Says where a generator may yield. Once is allowed anywhere but in a handler or a cleanup: an exception thrown there would be linked
/// anew by Python. Twice is allowed where all that runs afterwards is quiet: in CPython a cleanup that fails hides the misuse.
/// </summary>
internal static class YieldRules
{
    internal static bool Allow(Node generator)
    {
        var yields = 0;
        return Allow(generator.Parts[0], ref yields, inHandler: false) && yields <= 2;
    }

    internal static bool IsQuiet(Node[] nodes) => nodes.All(node => node.Op is Op.Log or Op.Nap);

    private static bool Allow(Node[] nodes, ref int yields, bool inHandler)
    {
        foreach (var node in nodes)
        {
            if (!node.HoldsYield())
            {
                if (yields == 2 && !IsQuiet([node]))
                    return false;
                continue;
            }

            if (!AllowHolder(node, ref yields, inHandler))
                return false;
        }

        return true;
    }

    private static bool AllowHolder(Node node, ref int yields, bool inHandler)
    {
        switch (node.Op)
        {
            case Op.Yield:
                yields++;
                return yields == 2 || !inHandler;
            case Op.Try:
                if (!Allow(node.Parts[0], ref yields, inHandler))
                    return false;
                var secondInBody = yields == 2;
                var yieldsAtOnce = node.Parts[0].FirstOrDefault()?.Op == Op.Yield;
                foreach (var handler in node.Parts[1])
                {
                    if (handler.HoldsYield() ? secondInBody || !yieldsAtOnce : secondInBody && !IsQuiet(handler.Parts[0]))
                        return false;
                    if (!Allow(handler.Parts[0], ref yields, inHandler: true))
                        return false;
                }

                return true;
            case Op.Finally:
                return Allow(node.Parts[0], ref yields, inHandler) && (yields < 2 || IsQuiet(node.Parts[1]));
            case Op.With:
                return Allow(node.Parts[1], ref yields, inHandler) && (yields < 2 || node.Parts[0].All(ExitsQuietly));
            default:
                return Allow(node.Parts[0], ref yields, inHandler) && yields < 2;
        }
    }

    private static bool ExitsQuietly(Node manager) => manager.Op switch
    {
        Op.Class => IsQuiet(manager.Parts[1]),
        Op.Closing => IsQuiet(manager.Parts[0]),
        _ => manager.Op == Op.Null,
    };
}
