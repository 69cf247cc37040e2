using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AsyncWith.Tests.Conventions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AsyncWith.Docs.Tests;

/// <summary>The programs of the README do what it says.</summary>
[Collection(nameof(Console))]
public sealed class ReadmeTests
{
    private const string Readme = "README.md";

    [Fact]
    public async Task The_first_program_prints_what_the_README_shows_and_fails()
    {
        var blocks = Markdown.Blocks(Readme, Repository.Read(Readme)).ToArray();
        var shown = blocks.First(block => block.Language == "text").Code.Split('\n');

        using var output = new StringWriter();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ProgramRunner.RunAsync(blocks.First(block => block.Language == "csharp").Code, output, TestContext.Current.CancellationToken));

        Assert.Equal(shown[..^1], output.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n'));
        Assert.Equal(shown[^1], $"Unhandled exception. {failure.GetType()}: {failure.Message}");
    }

    [Fact]
    public async Task The_application_commits_a_success_rolls_back_a_failure_status_and_ends_its_lifespan()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var program = Markdown.Snippets(Readme, Repository.Read(Readme)).Single(snippet => snippet.Preludes.Contains("WebProject"));
        await TemporaryDirectory.Create("readme-").UseAsync(async directory =>
        {
            var built = new TaskCompletionSource<IHost>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var hosts = DiagnosticListener.AllListeners.Subscribe(new HostListener(built));
            using var output = new StringWriter();
            var running = ProgramRunner.RunAsync(
                program.Code, output, cancellationToken, program.Preludes,
                "--urls=http://127.0.0.1:0",
                "--Logging:LogLevel:Default=None",
                $"--Database=Data Source={Path.Combine(directory.FullName, "shop.db")}");
            var host = await await Task.WhenAny(built.Task, FailAsync(running));
            var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await (await Task.WhenAny(started.Task, running)).WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);

            var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            using var book = await client.PostAsJsonAsync("/orders", new { Id = 1, Item = "book" }, cancellationToken);
            using var chair = await client.PostAsJsonAsync("/orders", new { Id = 2, Item = "chair" }, cancellationToken);
            lifetime.StopApplication();
            await running;

            Assert.Equal((HttpStatusCode.Created, HttpStatusCode.NotFound), (book.StatusCode, chair.StatusCode));
            Assert.Equal("stopped with 1 orders", output.ToString().Trim());
        }, cancellationToken);
    }

    private static async Task<IHost> FailAsync(Task running)
    {
        await running;
        throw new InvalidOperationException("The program ended without building a host.");
    }

    /// <summary>Catches the host that a program builds, as tools for hosts do.</summary>
    private sealed class HostListener(TaskCompletionSource<IHost> built) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
                value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilt", Value: IHost host })
                built.TrySetResult(host);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
