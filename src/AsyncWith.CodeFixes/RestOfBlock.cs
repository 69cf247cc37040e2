namespace AsyncWith.CodeFixes;

/// <summary>Puts the statements that follow another one into the block of a <c>UseAsync</c>.</summary>
internal static class RestOfBlock
{
    /// <summary>
    /// Replaces <paramref name="statement"/>, which enters, and what follows it by <c>await manager.UseAsync(async resource => { … })</c>.
    /// </summary>
    /// <param name="root">The file.</param>
    /// <param name="statement">The statement that enters.</param>
    /// <param name="list">The statements that it is one of.</param>
    /// <param name="end">Where the one is that exits, and is not needed any more; less than 0 to take all that follow.</param>
    /// <param name="resource">The name of the resource, or <see langword="null"/> where nothing uses it.</param>
    /// <param name="manager">The manager.</param>
    /// <param name="arguments">What <c>UseAsync</c> is given after the block.</param>
    /// <param name="model">The file.</param>
    internal static Change? TryUse(
        SyntaxNode root, StatementSyntax statement, SyntaxList<StatementSyntax> list, int end,
        string? resource, ExpressionSyntax manager, IEnumerable<ArgumentSyntax> arguments, SemanticModel model)
    {
        var start = list.IndexOf(statement);
        var body = list.Skip(start + 1).Take((end < 0 ? list.Count : end) - start - 1).ToList();
        if (BodyLambda.TryCreate(body, body, resource, model) is not { } lambda)
            return null;

        var use = lambda.Run(manager, arguments).WithLeadingTrivia(statement.GetLeadingTrivia());
        return new Change("Use 'UseAsync'", Build.Replace(root, list, start, 1 + body.Count + (end < 0 ? 0 : 1), [use]));
    }
}
