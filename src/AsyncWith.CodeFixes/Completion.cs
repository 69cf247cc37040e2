namespace AsyncWith.CodeFixes;

/// <summary>Completes a <c>ContextScope</c> at the end of its block.</summary>
internal static class Completion
{
    /// <summary>The block with a call of <c>Complete</c> as its last step, or <see langword="null"/> where it ends with an exception.</summary>
    /// <param name="block">The block of the scope.</param>
    /// <param name="scope">The name of the scope.</param>
    /// <param name="model">The file.</param>
    /// <param name="position">Where in the file the block is.</param>
    internal static BlockSyntax? TryAddTo(BlockSyntax block, string scope, SemanticModel model, int position)
    {
        var complete = Build.Statement(Build.Call(SyntaxFactory.IdentifierName(scope), "Complete"));
        return block.Statements.LastOrDefault() switch
        {
            ReturnStatementSyntax { Expression: null or LiteralExpressionSyntax or IdentifierNameSyntax } end =>
                block.WithStatements(block.Statements.Insert(block.Statements.Count - 1, complete.WithLeadingTrivia(end.GetLeadingTrivia()))),
            ReturnStatementSyntax { Expression: { } value } end => CompleteBefore(block, end, value, complete, Names.Free("result", model, position)),
            ThrowStatementSyntax => null,
            _ => block.AddStatements(complete),
        };
    }

    /// <summary>What is returned is computed before the scope is complete, since it may throw.</summary>
    private static BlockSyntax CompleteBefore(BlockSyntax block, ReturnStatementSyntax end, ExpressionSyntax value, StatementSyntax complete,
        string name)
    {
        StatementSyntax[] statements =
        [
            Build.Declaration(name, value).WithLeadingTrivia(end.GetLeadingTrivia()),
            complete,
            end.WithExpression(SyntaxFactory.IdentifierName(name)).WithLeadingTrivia(),
        ];
        return block.WithStatements([.. block.Statements.Take(block.Statements.Count - 1), .. statements]);
    }
}
