using AsyncWith.Tests.Conventions;
using Xunit;

namespace AsyncWith.Docs.Tests;

/// <summary>The C# in the documents compiles, each block on its own.</summary>
/// <remarks>
/// A block is a whole file, members of a class, or statements; the usings of a console project and of AsyncWith are given. A comment
/// before it, which readers do not see, may say more: <c>compile: with Bank</c> adds the types of the file Preludes/Bank.cs, and
/// <c>compile: no (reason)</c> exempts it.
/// </remarks>
public sealed class DocumentationTests
{
    /// <summary>Blocks that are not compiled are a loan: this many, and no more.</summary>
    private const int OptOutLimit = 3;

    public static IEnumerable<TheoryDataRow<string>> Documents =>
        Repository.Files("docs", "*.md").Prepend("README.md").Select(document => new TheoryDataRow<string>(document));

    [Theory, MemberData(nameof(Documents))]
    public void Every_block_of_a_document_compiles(string document)
    {
        var errors = Markdown.Snippets(document, Repository.Read(document)).SelectMany(SnippetCompiler.Errors).ToArray();

        Assert.True(errors is [], string.Join('\n', errors));
    }

    [Fact]
    public void Few_blocks_are_not_compiled()
    {
        var optedOut = Documents.SelectMany(row => Markdown.Snippets(row.Data, Repository.Read(row.Data)))
            .Where(snippet => snippet.OptOut is not null)
            .ToArray();

        Assert.True(
            optedOut.Length <= OptOutLimit, string.Join('\n', optedOut.Select(snippet => $"{snippet.File}:{snippet.Line}: {snippet.OptOut}")));
    }

    [Fact]
    public void Every_prelude_is_used()
    {
        var used = Documents.SelectMany(row => Markdown.Snippets(row.Data, Repository.Read(row.Data)))
            .SelectMany(snippet => snippet.Preludes)
            .ToHashSet();

        Assert.All(
            Repository.Files(SnippetCompiler.PreludeFolder, "*.cs"), prelude => Assert.Contains(Path.GetFileNameWithoutExtension(prelude), used));
    }

    [Theory]
    [InlineData("Console.WriteLine(1);")]
    [InlineData("await Task.Yield();\nstatic async Task Local() => await Task.Yield();")]
    [InlineData("await AsyncContextManager.Create<int>(async yield => await yield.Return(1)).UseAsync(async one => Console.WriteLine(one));")]
    [InlineData("public sealed class Whole { }")]
    [InlineData("namespace Some.Where;\n\npublic sealed class Whole { }")]
    [InlineData("using System.Text;\n\npublic sealed class Whole { StringBuilder? text; }")]
    [InlineData("public async Task MemberAsync() => await Task.Yield();\n\nprivate int _field;")]
    [InlineData("return 1;")]
    [InlineData(
        "var manager = AsyncContextManager.Create<int>(async yield => await yield.Return(1));\nreturn await manager.UseAsync(async one => one);")]
    public void Files_members_and_statements_are_understood(string code) =>
        Assert.Empty(Markdown.Snippets("x.md", $"```csharp\n{code}\n```").SelectMany(SnippetCompiler.Errors));

    [Theory]
    [InlineData("int x = \"text\";", 3, "CS0029")]
    [InlineData("Console.WriteLine(1);\nNowhere.Do();", 4, "CS0103")]
    [InlineData("public sealed class Whole : INothing { }", 3, "CS0246")]
    [InlineData("public Task Member() => 1;\n\npublic int Other;", 3, "CS0029")]
    [InlineData("await manager.UseAsync(async resource => { });", 3, "CS0103")]
    [InlineData("Console.WriteLine(1)", 3, "CS1002")]
    public void A_wrong_block_is_reported_with_its_line(string code, int line, string id)
    {
        var errors = Markdown.Snippets("docs/x.md", $"words\n```csharp\n{code}\n```").SelectMany(SnippetCompiler.Errors).ToArray();

        Assert.Contains(errors, error => error.StartsWith($"docs/x.md:{line}: {id} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_block_of_a_document_is_found()
    {
        var snippets = Markdown.Snippets("x.md", """
            ```csharp
            first
            ```
            ```sh
            not this
            ```
            - in a list
              ~~~cs
              second
                indented
              ~~~

            <!-- compile: with Bank, Other -->

            ````c#
            ```csharp
            third
            ```
            ````
            <!-- compile: no (it is not C# yet) -->
            ```csharp title="x"
            fourth
            ```
            """).ToArray();

        Assert.Equal(["first", "second\n  indented", "```csharp\nthird\n```", "fourth"], snippets.Select(snippet => snippet.Code));
        Assert.Equal([2, 9, 16, 22], snippets.Select(snippet => snippet.Line));
        Assert.Equal(["Bank", "Other"], snippets[2].Preludes);
        Assert.Equal("it is not C# yet", snippets[3].OptOut);
        Assert.Empty(SnippetCompiler.Errors(snippets[3]));
    }

    [Theory]
    [InlineData("no")]
    [InlineData("no ()")]
    [InlineData("with")]
    [InlineData("maybe")]
    [InlineData("with NoSuchPrelude")]
    public void A_comment_that_is_not_understood_is_reported(string directive) =>
        Assert.Single(Markdown.Snippets("x.md", $"<!-- compile: {directive} -->\n```csharp\n;\n```").SelectMany(SnippetCompiler.Errors));

    [Theory]
    [InlineData("```csharp\nint x;")]
    [InlineData("<!-- compile: no (reason) -->\nwords\n```csharp\nint x;\n```")]
    public void A_document_that_is_not_well_formed_is_reported(string document) =>
        Assert.Throws<InvalidDataException>(() => Markdown.Snippets("x.md", document).ToArray());
}
