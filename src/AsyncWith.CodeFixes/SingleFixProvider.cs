using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeActions;

namespace AsyncWith.CodeFixes;

/// <summary>A fix that offers one change for a diagnostic, or none.</summary>
public abstract class SingleFixProvider : CodeFixProvider
{
    private protected SingleFixProvider(params string[] ids) => FixableDiagnosticIds = [.. ids];

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;

        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (TryChange(root, node, model, context.CancellationToken) is not { } change)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(change.Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(change.Root)), equivalenceKey: change.Title),
                    diagnostic);
        }
    }

    /// <summary>The file after the fix of what is marked at <paramref name="node"/>, or <see langword="null"/> where there is none.</summary>
    private protected abstract Change? TryChange(SyntaxNode root, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken);
}
