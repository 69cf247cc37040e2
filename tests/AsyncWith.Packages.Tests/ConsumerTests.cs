using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Packages.Tests;

/// <summary>Projects outside the repository that have AsyncWith from its packages.</summary>
public sealed class ConsumerTests(PackagesFixture packages)
{
    [Fact]
    public async Task A_console_program_builds_without_warnings_and_runs() =>
        await Outside.Create(await packages.FolderAsync()).UseAsync(async folder =>
    {
        var project = Path.Combine(folder, "Console");
        Directory.CreateDirectory(project);
        foreach (var file in Directory.GetFiles(Repository.PathOf("tests", "AsyncWith.Packages.Tests", "Console")))
            File.Copy(file, Path.Combine(project, Path.GetFileName(file)));

        await Outside.BuildAsync(folder, "Console");

        var output = await Command.RunInAsync(folder, "dotnet", "exec", Outside.Assembly(folder, "Console"));
        Assert.Equal(
            ["hello world, 1 open", "0", "False", "Unspecified", "00:00:01"],
            output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    });

    [Fact]
    public async Task The_templates_make_projects_that_build_without_warnings_and_work() =>
        await Outside.Create(await packages.FolderAsync()).UseAsync(async folder =>
    {
        string[] hive = ["--debug:custom-hive", Path.Combine(folder, "hive")];
        var templates = Path.Combine(await packages.FolderAsync(), $"AsyncWith.Templates.{Repository.Version}.nupkg");
        await Command.RunInAsync(folder, "dotnet", ["new", "install", templates, .. hive]);
        await Command.RunInAsync(folder, "dotnet", ["new", "asyncwith-manager", "-n", "Mail", .. hive]);
        await Command.RunInAsync(folder, "dotnet", ["new", "asyncwith-service", "-n", "Shop", .. hive]);

        var tests = Path.Combine("Mail", "Mail.Tests");
        await Outside.BuildAsync(folder, tests);
        await Command.RunInAsync(folder, "dotnet", "exec", Outside.Assembly(folder, tests));

        await Outside.BuildAsync(folder, "Shop");
        await Service.Start(Outside.Assembly(folder, "Shop")).UseAsync(async client =>
        {
            Assert.Equal(201, await PostAsync(client, "/items/apple"));
            Assert.Equal(409, await PostAsync(client, "/items/apple"));
            Assert.Equal("""["apple"]""", await client.GetStringAsync("/items"));
            Assert.Contains("Open contexts", await client.GetStringAsync("/contexts"), StringComparison.Ordinal);
        });
    });

    private static async Task<int> PostAsync(HttpClient client, string path)
    {
        using var response = await client.PostAsync(path, null);
        return (int)response.StatusCode;
    }
}
