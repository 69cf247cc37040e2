using Xunit;

namespace AsyncWith.Tests.Conventions;

/// <summary>Who reads a source file finds its tests in the same place of the test tree.</summary>
public sealed class TestTreeTests
{
    private const string Source = "src/AsyncWith";
    private const string Tests = "tests/AsyncWith.Tests";

    /// <summary>What the tests are made with, and the tests of everything at once.</summary>
    private static readonly string[] _withoutCounterpart = ["Contract", "Conventions", "Support"];

    [Fact]
    public void Every_test_has_a_source_file_in_the_same_place()
    {
        var sources = Repository.Files(Source, "*.cs").Select(path => path[(Source.Length + 1)..^".cs".Length]).ToArray();
        var lost = Repository.Files(Tests, "*Tests*.cs")
            .Select(path => path[(Tests.Length + 1)..])
            .Where(path => !_withoutCounterpart.Contains(path.Split('/')[0]))
            .Where(path => !sources.Any(source => IsTestOf(source, path)));

        Assert.Equal([], lost);
    }

    /// <summary>
    /// YieldTests.Loop.cs tests Yield.cs in the same folder; so does every file in a folder named Yield there. SharedTests.cs tests the part
    /// AsyncContextManager.Shared.cs of a static class.
    /// </summary>
    private static bool IsTestOf(string source, string test)
    {
        var folder = Path.GetDirectoryName(test)!.Replace('\\', '/');
        var name = Path.GetFileName(test).Split('.')[0];
        var parts = Path.GetFileName(source).Split('.');
        return folder == source
            || (folder == Path.GetDirectoryName(source)!.Replace('\\', '/')
                && (name.StartsWith(parts[0], StringComparison.Ordinal) || name.StartsWith(parts[^1], StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Generators/Generator", "Generators/GeneratorYieldTests.cs", true)]
    [InlineData("Generators/Generator", "Generators/GeneratorTests.Part.cs", true)]
    [InlineData("AsyncExitStack", "AsyncExitStack/UnwindingTests.cs", true)]
    [InlineData("Composition/AsyncContextManager.Shared", "Composition/SharedTests.cs", true)]
    [InlineData("Composition/AsyncContextManager.Shared", "Composition/WhenAllTests.cs", false)]
    [InlineData("Generators/Generator", "GeneratorYieldTests.cs", false)]
    [InlineData("Generators/Generator", "Generators/YieldTests.cs", false)]
    public void A_test_is_recognized_by_its_place_and_name(string source, string test, bool matches) => Assert.Equal(matches, IsTestOf(source, test));
}
