using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

/// <summary>A small application with both packages, published with NativeAOT.</summary>
public sealed class NativeAotTests
{
    [Fact]
    public async Task A_published_application_runs_with_both_packages()
    {
        Assert.SkipWhen(NativeAot.Obstacle is not null, NativeAot.Obstacle ?? "");

        var (output, bytes) = await NativeAot.RunAsync(Root, "AsyncWith.Aot");

        TestContext.Current.SendDiagnosticMessage($"{bytes:N0} bytes\n{output}");
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
