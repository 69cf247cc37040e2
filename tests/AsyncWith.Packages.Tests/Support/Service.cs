using System.Diagnostics;
using Xunit;

namespace AsyncWith.Packages.Tests;

/// <summary>A web service, run as a process on a free port.</summary>
internal static class Service
{
    private const string Listening = "Now listening on: ";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    /// <summary>A client of it. It is killed after the block.</summary>
    public static IAsyncContextManager<HttpClient> Start(string assembly) => AsyncContextManager.Create<HttpClient>(async yield =>
    {
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        try
        {
            var address = await AddressAsync(process.StandardOutput).WaitAsync(_patience);
            var rest = process.StandardOutput.ReadToEndAsync(); // so that it never waits for a reader
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            await yield.Return(client);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    });

    private static async Task<string> AddressAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var index)
                return line[(index + Listening.Length)..].Trim();
        }

        Assert.Fail("The service ended before it listened.");
        return "";
    }
}
