using AsyncWith.Tests.Conventions;
using Xunit;

namespace AsyncWith.Docs.Tests;

/// <summary>The F# and the Visual Basic in the documents is the code of tests, so it compiles and does what is said.</summary>
public sealed class OtherLanguagesTests
{
    private const string Page = "docs/fsharp-and-vb.md";

    [Theory]
    [InlineData("fsharp", "tests/AsyncWith.FSharp.Tests", "*.fs")]
    [InlineData("vb", "tests/AsyncWith.VisualBasic.Tests", "*.vb")]
    public void Every_block_is_in_a_test(string language, string folder, string pattern)
    {
        var sources = Repository.Files(folder, pattern).Select(file => Lines(Repository.Read(file))).ToArray();
        var blocks = Repository.Read(Page)
            .ReplaceLineEndings("\n")
            .Split($"```{language}\n")
            .Skip(1)
            .Select(rest => rest.Split("\n```")[0])
            .ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(sources, source => source.Contains(Lines(block), StringComparison.Ordinal)));
    }

    /// <summary>Without indentation: a block of a document is further to the left.</summary>
    private static string Lines(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())) + "\n";
}
