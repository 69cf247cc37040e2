namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>The pages of the rules.</summary>
internal static class Pages
{
    private static readonly string _fence = new('`', 3);

    /// <summary>The folder of the repository.</summary>
    internal static string Root { get; } = FindRoot();

    internal static string Read(string name) => File.ReadAllText(Path.Combine(Root, "docs", "rules", name + ".md"));

    /// <summary>The blocks of C# in a section of a page.</summary>
    internal static IEnumerable<string> Blocks(string name, string heading)
    {
        var page = Read(name);
        var start = page.IndexOf($"## {heading}\n", StringComparison.Ordinal);
        var end = page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        var parts = page[start..(end < 0 ? page.Length : end)].Split(_fence);
        return parts.Where((part, index) => index % 2 == 1 && part.StartsWith("csharp\n", StringComparison.Ordinal))
            .Select(part => part["csharp\n".Length..]);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AsyncWith.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
