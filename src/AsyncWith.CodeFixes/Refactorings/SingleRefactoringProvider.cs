using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;

namespace AsyncWith.CodeFixes.Refactorings;

/// <summary>A refactoring that offers one change where the cursor is, or none.</summary>
public abstract class SingleRefactoringProvider : CodeRefactoringProvider
{
    /// <inheritdoc/>
    public sealed override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model?.Compilation.GetTypeByMetadataName("AsyncWith.AsyncContextManager") is null)
            return;

        var token = root.FindToken(context.Span.Start);
        if (TryChange(root, token, model, context.CancellationToken) is { } change)
            context.RegisterRefactoring(CodeAction.Create(change.Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(change.Root)),
                equivalenceKey: change.Title));
    }

    private protected abstract Change? TryChange(SyntaxNode root, SyntaxToken token, SemanticModel model, CancellationToken cancellationToken);
}
