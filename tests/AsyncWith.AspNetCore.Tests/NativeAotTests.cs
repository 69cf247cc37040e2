using System.Diagnostics;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

/// <summary>A small application with both packages, published with NativeAOT.</summary>
public sealed class NativeAotTests
{
    private static readonly TimeSpan _hang = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_published_application_runs_with_both_packages()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Command.Find("clang") is not null, "NativeAOT links with clang, which is not installed here.");
        Assert.SkipUnless(File.Exists("/usr/include/zlib.h"), "NativeAOT links with zlib, whose development files are not installed here.");
        var folder = Directory.CreateTempSubdirectory("asyncwith-aot-");
        try
        {
            var published = Path.Combine(folder.FullName, "published");
            await Command.RunAsync(
                "dotnet", "publish", Path.Combine(Root, "tests", "AsyncWith.Aot"), "-c", "Release", "-v", "q", "-nologo",
                "--artifacts-path", Path.Combine(folder.FullName, "artifacts"), "-o", published).WaitAsync(_hang);

            var output = await Command.RunAsync(Path.Combine(published, "AsyncWith.Aot")).WaitAsync(_hang);

            TestContext.Current.SendDiagnosticMessage($"{new FileInfo(Path.Combine(published, "AsyncWith.Aot")).Length:N0} bytes\n{output}");
            Assert.Equal(
                """
                enter Store
                enter Basket
                exit Basket
                /ok: 200 basket of Store { }
                enter Basket
                exit Basket: The handler answered with the status 409.
                /conflict: 409 "no"
                enter Basket
                exit Basket
                /stream: 200 [1,2,3]
                enter Basket
                exit Basket
                /group/parameters/7: 200 7 basket of Store { }
                exit Store

                """,
                output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "AsyncWith.slnx")))
                folder = folder.Parent;
            return folder.FullName;
        }
    }
}
