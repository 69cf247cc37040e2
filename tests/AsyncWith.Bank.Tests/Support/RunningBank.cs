using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Bank.Tests;

/// <summary>The sample while it runs, as a process.</summary>
internal sealed class RunningBank(Process process, Uri address, HttpClient client, ConcurrentQueue<string> output)
{
    private const string Opened = "The bank is open at ";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private static readonly string _folder = Path.GetFullPath(
        typeof(RunningBank).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Bank").Value!,
        AppContext.BaseDirectory);

    public Uri Address => address;

    public HttpClient Client => client;

    public int ProcessId => process.Id;

    /// <summary>What it has written so far.</summary>
    public IEnumerable<string> Output => output;

    /// <summary>Started on a free port of loopback, and killed after the block unless it has ended.</summary>
    public static AsyncContextManager<RunningBank> Start(params string[] arguments) => AsyncContextManager.Create<RunningBank>(async yield =>
    {
        string[] command = ["exec", Path.Combine(_folder, "Bank.dll"), "--urls", "http://127.0.0.1:0", .. arguments];
        using var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", command)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_TieredPGO"] = "0" }, // it does not run for long enough to profit from it
        })!;
        var output = new ConcurrentQueue<string>();
        var opened = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        try
        {
            if (await Task.WhenAny(opened.Task, reading).WaitAsync(_patience) == reading)
                Assert.Fail($"The bank did not open:\n{string.Join('\n', output)}");
            using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 200 };
            using var client = new HttpClient(handler) { BaseAddress = await opened.Task, Timeout = _patience };
            await yield.Return(new RunningBank(process, client.BaseAddress, client, output));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            await reading;
        }

        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                output.Enqueue(line);
                if (line.StartsWith(Opened, StringComparison.Ordinal))
                    opened.TrySetResult(new Uri(line[Opened.Length..]));
            }
        }
    });

    public Task<HttpResponseMessage> PostAsync(TransferRequest request, CancellationToken cancellationToken = default) =>
        client.PostAsJsonAsync("/api/transfers", request, cancellationToken);

    /// <summary>Asks for a transfer.</summary>
    /// <returns>The status of the answer.</returns>
    public async Task<int> TransferAsync(TransferRequest request)
    {
        using var response = await PostAsync(request);
        return (int)response.StatusCode;
    }

    public async Task<int> PayInterestAsync()
    {
        using var response = await client.PostAsync("/api/interest", null);
        return (int)response.StatusCode;
    }

    public async Task<JsonElement> GetAsync(string path) => await client.GetFromJsonAsync<JsonElement>(path);

    public async Task<long> BalanceAsync(int account)
    {
        var accounts = await GetAsync("/api/accounts");
        return accounts.EnumerateArray().Single(row => row.GetProperty("id").GetInt32() == account).GetProperty("balance").GetInt64();
    }

    /// <summary>Fails unless no money is missing, and each account has what it had at first, and what it received, without what it paid.</summary>
    public async Task BooksBalanceAsync()
    {
        Assert.Equal("Healthy", await client.GetStringAsync("/health"));
        var statement = await GetAsync("/api/statement");
        Assert.Equal(9, statement.GetArrayLength());
        Assert.All(statement.EnumerateArray(), line =>
            Assert.Equal(Cents(line, "balance"), Cents(line, "opening") + Cents(line, "received") - Cents(line, "paid")));

        static long Cents(JsonElement line, string name) => line.GetProperty(name).GetInt64();
    }

    /// <summary>Waits until a context is open that is as the condition says: its name, its phase, and how long it has been open.</summary>
    public Task WaitForContextAsync(Func<string, string, TimeSpan, bool> condition) => Condition.HoldsAsync(async () =>
        (await GetAsync("/contexts/data")).GetProperty("open").EnumerateArray().Any(context => condition(
            context.GetProperty("name").GetString()!,
            context.GetProperty("phase").GetString()!,
            TimeSpan.FromMilliseconds(context.GetProperty("age").GetDouble()))));

    /// <summary>SIGKILL: it has no chance to clean up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(_patience);
    }

    /// <summary>What Ctrl+C sends.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InterruptAsync()
    {
        await Command.RunAsync("kill", "-INT", $"{process.Id}");
        await process.WaitForExitAsync().WaitAsync(_patience);
        return process.ExitCode;
    }
}
