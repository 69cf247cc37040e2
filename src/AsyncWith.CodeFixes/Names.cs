namespace AsyncWith.CodeFixes;

/// <summary>Finds names that are not taken.</summary>
internal static class Names
{
    /// <summary>The name, with a number where the member around <paramref name="position"/> has that name already.</summary>
    internal static string Free(string name, SemanticModel model, int position)
    {
        var member = model.SyntaxTree.GetRoot().FindToken(position).Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>(node =>
            node is not GlobalStatementSyntax);
        var taken = new HashSet<string>(
            (member ?? model.SyntaxTree.GetRoot()).DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token =>
                token.ValueText),
            StringComparer.Ordinal);
        taken.UnionWith(model.LookupSymbols(position).Select(symbol => symbol.Name));

        var free = name;
        for (var number = 2; taken.Contains(free); number++)
            free = name + number;
        return free;
    }
}
