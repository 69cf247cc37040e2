using System.Reflection;

namespace AsyncWith.Packages.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Version { get; } = Property("Version");

    public static string SiteUrl { get; } = Property("SiteUrl");

    public static string Url { get; } = Property("RepositoryUrl");

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Property(string name) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "AsyncWith.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
