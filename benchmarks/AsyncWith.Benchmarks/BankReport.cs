using System.Diagnostics;
using System.Net.Http.Json;
using AsyncWith.Samples.Bank;
using AsyncWith.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace AsyncWith.Benchmarks;

/// <summary>Makes transfers at the sample Bank and at the same service written by hand, in turns: one process, one server, one database.</summary>
internal static class BankReport
{
    private const int Clients = 8;
    private const int Round = 200;

    internal static async Task WriteAsync(TimeSpan duration)
    {
        var table = new Table().Border(TableBorder.Markdown)
            .AddColumns("database", "by hand, requests/s", "Bank, requests/s", "ratio", "by hand, p99 ms", "Bank, p99 ms", "ratio");
        await TemporaryFolder.Create().UseAsync(
            async folder => await MeasureAsync(table, "SQLite", $"Data Source={Path.Combine(folder, "bank.db")}", duration));
        if (await PostgresBinaries.FindAsync() is { } binaries)
        {
            await PostgresServer.Start(binaries).UseAsync(async server =>
                await MeasureAsync(table, "PostgreSQL", server.ConnectionString("postgres"), duration));
        }

        AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(table);
    }

    private static async Task MeasureAsync(Table table, string name, string connection, TimeSpan duration)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["ConnectionStrings:Bank"] = connection;
        builder.Configuration["Bank:TimeLimit"] = "00:00:30";
        builder.AddBank();
        builder.Services.AddSingleton(services => new BankByHand(
            services.GetRequiredService<IDbContextFactory<BankContext>>(),
            services.GetRequiredService<Customers>(),
            TimeProvider.System,
            BankDatabase.Writers(connection)));
        await using var app = builder.Build();
        app.MapBank();
        BankByHand.Map(app, "/by-hand");
        await app.StartAsync();

        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var random = new Random(1);
        await RoundAsync("/by-hand");
        await RoundAsync("/api/transfers");
        var (ours, hand) = (new List<double>(), new List<double>());
        var (ourTime, handTime, clock) = (TimeSpan.Zero, TimeSpan.Zero, Stopwatch.StartNew());
        while (clock.Elapsed < duration)
        {
            handTime += await RoundAsync("/by-hand", hand);
            ourTime += await RoundAsync("/api/transfers", ours);
        }

        var (ourRate, handRate) = (ours.Count / ourTime.TotalSeconds, hand.Count / handTime.TotalSeconds);
        table.AddRow(
            name, $"{handRate:0}", $"{ourRate:0}", $"{ourRate / handRate:0.00}", $"{P99(hand):0.0}", $"{P99(ours):0.0}",
            $"{P99(ours) / P99(hand):0.00}");
        await app.StopAsync();

        async Task<TimeSpan> RoundAsync(string path, List<double>? times = null)
        {
            var requests = Enumerable.Range(0, Round).Select(_ => Any(random)).ToArray();
            var took = new double[Round];
            var start = Stopwatch.GetTimestamp();
            await Parallel.ForAsync(0, Round, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (i, stop) =>
            {
                var began = Stopwatch.GetTimestamp();
                using var response = await client.PostAsJsonAsync(path, requests[i], stop);
                if ((int)response.StatusCode is not (200 or 409))
                    throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}.");
                took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            });
            var elapsed = Stopwatch.GetElapsedTime(start);
            times?.AddRange(took);
            return elapsed;
        }
    }

    private static TransferRequest Any(Random random)
    {
        var from = random.Next(9);
        return new(Guid.NewGuid(), 1 + from, 1 + (from + random.Next(1, 9)) % 9, random.Next(1, 100));
    }

    private static double P99(List<double> times) => times.Order().ElementAt(times.Count * 99 / 100);
}
