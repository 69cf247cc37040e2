using System.Collections.Immutable;
using AsyncWith.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>Applies fixes and refactorings to snippets, and compares what comes out.</summary>
internal static class Edits
{
    private static readonly ImmutableArray<CodeFixProvider> _fixes = All<CodeFixProvider>();
    private static readonly ImmutableArray<CodeRefactoringProvider> _refactorings = All<CodeRefactoringProvider>();

    /// <summary>The fix of the first mark of the rule turns one snippet into the other, which compiles and has one mark less.</summary>
    internal static async Task FixesAsync(string id, string before, string after, string? title = null)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, Snippets.Wrap(before));
        var marks = await MarksAsync(document, id);
        var actions = await FixesOfAsync(document, marks[0]);
        var action = title is null ? Assert.Single(actions) : Assert.Single(actions, action => action.Title == title);

        var changed = await ApplyAsync(document, action);

        await AssertIsAsync(after, changed);
        Assert.Equal(marks.Length - 1, (await MarksAsync(changed, id)).Length);
    }

    /// <summary>The rule marks the snippet, and nothing is offered that would break it.</summary>
    internal static async Task DoesNotFixAsync(string id, string before)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, Snippets.Wrap(before));
        Assert.Empty(await FixesOfAsync(document, (await MarksAsync(document, id))[0]));
    }

    /// <summary>The refactoring offered at <c>[||]</c> turns one snippet into the other, which compiles and is not marked.</summary>
    internal static async Task RefactorsAsync(string before, string after)
    {
        using var workspace = new AdhocWorkspace();
        var (document, span) = OpenAt(workspace, before);
        var changed = await ApplyAsync(document, Assert.Single(await RefactoringsOfAsync(document, span)));
        await AssertIsAsync(after, changed);
        Assert.Empty(await MarksAsync(changed, id: null));
    }

    internal static async Task DoesNotRefactorAsync(string before)
    {
        using var workspace = new AdhocWorkspace();
        var (document, span) = OpenAt(workspace, before);
        Assert.Empty(await RefactoringsOfAsync(document, span));
    }

    internal static async Task<IReadOnlyList<CodeAction>> FixesOfAsync(Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        foreach (var provider in _fixes.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
            await provider.RegisterCodeFixesAsync(
                new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    internal static async Task<IReadOnlyList<CodeAction>> RefactoringsOfAsync(Document document, TextSpan span)
    {
        var actions = new List<CodeAction>();
        foreach (var provider in _refactorings)
            await provider.ComputeRefactoringsAsync(new CodeRefactoringContext(document, span, actions.Add, CancellationToken.None));
        return actions;
    }

    internal static Document Open(AdhocWorkspace workspace, string code)
    {
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Snippets", "Snippets", LanguageNames.CSharp,
            compilationOptions: Snippets.Options, parseOptions: Snippets.ParseOptions, metadataReferences: Snippets.References));
        foreach (var (path, given) in Snippets.Given)
            project = project.AddDocument(path, given).Project;
        return project.AddDocument(Snippets.Path, code);
    }

    internal static async Task<Document> ApplyAsync(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        return Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution.GetDocument(document.Id)!;
    }

    /// <summary>The marks of a rule, or of all rules; for an id such as CS0029 the errors of the compiler.</summary>
    internal static async Task<ImmutableArray<Diagnostic>> MarksAsync(Document document, string? id)
    {
        var compilation = (CSharpCompilation)(await document.Project.GetCompilationAsync())!;
        var all = id?.StartsWith("CS", StringComparison.Ordinal) == true ? compilation.GetDiagnostics() : await Snippets.AnalyzeAsync(compilation);
        return [.. all.Where(diagnostic => id is null || diagnostic.Id == id).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private static (Document Document, TextSpan Span) OpenAt(AdhocWorkspace workspace, string before)
    {
        var markup = Markup.Parse(Snippets.Wrap(before));
        return (Open(workspace, markup.Code), Assert.Single(markup.Spans));
    }

    private static async Task AssertIsAsync(string after, Document changed)
    {
        Assert.Equal(Snippets.Wrap(after), (await changed.GetTextAsync()).ToString(), ignoreLineEndingDifferences: true);
        var compilation = (await changed.Project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    private static ImmutableArray<T> All<T>() =>
    [
        .. typeof(SingleFixProvider).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(T)))
            .Select(type => (T)Activator.CreateInstance(type)!),
    ];
}
