using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AsyncWith.Tests.Conventions;

/// <summary>The folders of the core use each other in one direction only, so that it can be read from the inside out.</summary>
public sealed class FolderTests(ITestOutputHelper output)
{
    private const string Source = "src/AsyncWith";

    /// <summary>From the inside out. A folder may use those of the lines above its own.</summary>
    private static readonly string[][] _levels =
    [
        ["Internal"],
        ["Diagnostics"],
        ["Statement", "ExitStack", "Generators"],
        ["Scopes", "Composition", "Bridge"],
        ["Managers"],
    ];

    /// <summary>The folders that each folder uses. A type that is spread over several folders, and the protocol, belong to none.</summary>
    private static IEnumerable<(string From, string To, string Type)> Arrows()
    {
        var files = Repository.Files(Source, "*.cs")
            .Select(path => path[(Source.Length + 1)..].Split('/'))
            .Where(parts => parts.Length > 1)
            .Select(parts =>
                (Folder: parts[0], Root: Compiler.Parse(Repository.Read($"{Source}/{string.Join('/', parts)}")).GetCompilationUnitRoot()))
            .ToArray();
        var homes = files
            .SelectMany(file => file.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
                .Where(type => type.Parent is BaseNamespaceDeclarationSyntax)
                .Select(type => (Name: (type.Identifier.ValueText, (type as TypeDeclarationSyntax)?.Arity ?? 0), file.Folder)))
            .Distinct()
            .GroupBy(type => type.Name)
            .Where(type => type.Count() == 1)
            .ToDictionary(type => type.Key, type => type.Single().Folder);

        return files
            .SelectMany(file => file.Root.DescendantNodes().OfType<SimpleNameSyntax>()
                .Where(name =>
                    name.Parent is not InvocationExpressionSyntax && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name))
                .Select(name => (name.Identifier.ValueText, name.Arity))
                .Where(name => homes.TryGetValue(name, out var home) && home != file.Folder)
                .Select(name => (file.Folder, homes[name], name.ValueText)))
            .Distinct();
    }

    private static string Print(IEnumerable<(string From, string To, string Type)> arrows) => string.Join('\n', arrows
        .GroupBy(arrow => arrow.From, arrow => arrow.To)
        .OrderBy(folder => LevelOf(folder.Key)).ThenBy(folder => folder.Key, StringComparer.Ordinal)
        .Select(folder => $"{folder.Key} -> {string.Join(", ", folder.Distinct().OrderBy(LevelOf).ThenBy(to => to, StringComparer.Ordinal))}"));

    private static int LevelOf(string folder) => Array.FindIndex(_levels, level => level.Contains(folder));

    [Fact]
    public void Every_folder_has_a_level()
    {
        var folders = Repository.Files(Source, "*.cs")
            .Select(path => path[(Source.Length + 1)..].Split('/'))
            .Where(parts => parts.Length > 1)
            .Select(parts => parts[0]);

        Assert.Equal(_levels.SelectMany(level => level).Order(), folders.Distinct().Order());
    }

    [Fact]
    public void The_arrows_are_those_in_CONTRIBUTING() =>
        Assert.Contains($"```text\n{Print(Arrows())}\n```", Repository.Read("CONTRIBUTING.md").ReplaceLineEndings("\n"), StringComparison.Ordinal);

    [Fact]
    public void No_folder_uses_one_that_is_further_out()
    {
        var arrows = Arrows().ToArray();
        output.WriteLine(Print(arrows));

        Assert.NotEmpty(arrows);
        Assert.Equal(
            [], arrows.Where(arrow => LevelOf(arrow.From) < LevelOf(arrow.To)).Select(arrow => $"{arrow.From} uses {arrow.Type} of {arrow.To}"));
        Assert.Equal([], from there in arrows
                         join back in arrows on (there.From, there.To) equals (back.To, back.From)
                         select $"{there.From} uses {there.Type} of {there.To}, which uses {back.Type} of {back.From}");
    }
}
