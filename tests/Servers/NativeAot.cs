namespace AsyncWith.Servers;

/// <summary>Publishes programs with NativeAOT.</summary>
internal static class NativeAot
{
    /// <summary>Why it cannot be done here, or <see langword="null"/>.</summary>
    public static string? Obstacle =>
#if DEBUG
        "NativeAOT publishes the Release build: dotnet test -c Release.";
#else
        !OperatingSystem.IsLinux() || Command.Find("clang") is null ? "NativeAOT links with clang, which is not installed here."
        : !File.Exists("/usr/include/zlib.h") ? "NativeAOT links with zlib, whose development files are not installed here."
        : null;
#endif

    /// <summary>Publishes a project of the tests, and runs the program.</summary>
    /// <returns>What it has written, and its size.</returns>
    public static async Task<(string Output, long Bytes)> RunAsync(string root, string project) =>
        await TemporaryFolder.Create().UseAsync(async folder =>
        {
            var published = Path.Combine(folder, "published");
            await Command.RunAsync(
                "dotnet", "publish", Path.Combine(root, "tests", project), "-c", "Release", "-v", "q", "-nologo",
                "--artifacts-path", Path.Combine(folder, "artifacts"), "-o", published);
            var program = Path.Combine(published, project);
            return (await Command.RunAsync(program), new FileInfo(program).Length);
        });
}
