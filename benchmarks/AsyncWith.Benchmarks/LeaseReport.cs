using System.Globalization;
using AsyncWith.Servers;
using Spectre.Console;
using StackExchange.Redis;

namespace AsyncWith.Benchmarks;

/// <summary>Measures leases on servers that it starts.</summary>
internal static class LeaseReport
{
    internal static async Task WriteAsync()
    {
        var costs = new Table().Border(TableBorder.Markdown).AddColumns("lock", "bare, µs", "lease, µs", "ratio");
        var losses = new Table().Border(TableBorder.Markdown).AddColumns("loss", "noticed after, ms", "left the statement");

        if (await PostgresBinaries.FindAsync() is { } binaries)
        {
            await PostgresServer.Start(binaries).UseAsync(async server =>
            {
                await AddAsync(costs, LeaseCosts.OnPostgresAsync(server.ConnectionString("postgres")));
                await AddAsync(losses, LeaseLosses.OnPostgresAsync(server.ConnectionString("postgres")));
            });
        }

        if (RedisServer.IsInstalled)
        {
            await RedisServer.Start().UseAsync(async server =>
            {
                await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
                await AddAsync(costs, LeaseCosts.OnRedisAsync(connection.GetDatabase()));
                await AddAsync(losses, LeaseLosses.OnRedisAsync(server, connection.GetDatabase()));
            });
        }

        AnsiConsole.Write(costs);
        AnsiConsole.Write(losses);
    }

    private static async Task AddAsync(Table table, IAsyncEnumerable<LeaseCosts.Row> rows)
    {
        await foreach (var row in rows)
            table.AddRow(row.Name, Text(row.Bare.TotalMicroseconds), Text(row.Lease.TotalMicroseconds), $"{row.Lease / row.Bare:0.00}");
    }

    private static async Task AddAsync(Table table, IAsyncEnumerable<LeaseLosses.Row> rows)
    {
        await foreach (var row in rows)
            table.AddRow(row.Name, Text(row.Noticed.TotalMilliseconds), row.Left);
    }

    private static string Text(double number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}
