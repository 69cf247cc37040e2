using AsyncWith.Tests.Conventions;
using Xunit;

namespace AsyncWith.Docs.Tests;

/// <summary>Each recipe of the cookbook is a program that prints what the document says.</summary>
[Collection(nameof(Console))]
public sealed class CookbookTests
{
    private const string Cookbook = "docs/cookbook.md";

    public static IEnumerable<TheoryDataRow<string>> Recipes => Titles(Repository.Read(Cookbook)).Select(title => new TheoryDataRow<string>(title));

    [Theory, MemberData(nameof(Recipes))]
    public async Task A_recipe_prints_what_the_document_says(string title)
    {
        var blocks = Markdown.Blocks(Cookbook, Section(title)).ToArray();

        Assert.Equal(["csharp", "text"], blocks.Select(block => block.Language));
        Assert.Equal(blocks[1].Code, await ProgramRunner.RunAsync(blocks[0].Code, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void There_are_as_many_recipes_as_the_cookbook_says()
    {
        Assert.Contains("Twenty short programs", Repository.Read(Cookbook), StringComparison.Ordinal);
        Assert.Equal(20, Recipes.Count());
    }

    [Fact]
    public async Task A_program_that_prints_something_else_is_noticed() =>
        Assert.Equal("2", await ProgramRunner.RunAsync("await Task.Yield();\nConsole.WriteLine(1 + 1);", TestContext.Current.CancellationToken));

    private static IEnumerable<string> Titles(string text) =>
        text.Split('\n').Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line["### ".Length..].Trim());

    private static string Section(string title)
    {
        var section = Repository.Read(Cookbook).ReplaceLineEndings("\n").Split($"\n### {title}\n")[1];
        return section.Split("\n### ")[0].Split("\n## ")[0];
    }
}
