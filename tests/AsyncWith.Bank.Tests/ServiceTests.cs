using System.Net;
using System.Net.Sockets;
using System.Text;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Bank.Tests;

/// <summary>What surrounds the transfers: documents, diagnostics, traces.</summary>
[Collection<OneByOne>]
public sealed class ServiceTests(SharedBanks banks, PostgresFixture postgres)
{
    [Fact]
    public async Task The_contexts_page_shows_the_lifespans_and_the_units_of_work()
    {
        var (_, bank) = await banks.FirstDayAsync(Store.Sqlite);
        using var hangUp = new CancellationTokenSource();
        var slow = bank.PostAsync(new(2, 3, 1_00, "Slow"), hangUp.Token);
        foreach (var expected in (string[])["Database", "Customers", "Turn", "Unit of work", "Deadline"])
            await bank.WaitForContextAsync((name, _, _) => name.Contains(expected, StringComparison.Ordinal));
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
    }

    [Fact]
    public async Task OpenAPI_describes_the_request_and_not_its_contexts()
    {
        var (_, bank) = await banks.FirstDayAsync(Store.Sqlite);

        var document = await bank.GetAsync("/openapi/v1.json");

        var transfers = document.GetProperty("paths").GetProperty("/api/transfers").GetProperty("post");
        Assert.False(transfers.TryGetProperty("parameters", out _));
        Assert.True(document.GetProperty("components").GetProperty("schemas").TryGetProperty("TransferRequest", out _));
        Assert.DoesNotContain("InContext", document.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_console_has_a_line_for_each_span_and_none_for_what_is_only_read() => await WithBankAsync(async bank =>
    {
        Assert.Equal(200, await bank.TransferAsync(new(2, 3, 1_00)));
        Assert.Equal(500, await bank.TransferAsync(new(3, 2, 2_00, "Crash")));
        await bank.GetAsync("/api/accounts");

        string[] expected =
        [
            "Ada pays Alan 1.00: completed", "POST /api/transfers: 200", "Alan pays Ada 2.00: The code crashed", "POST /api/transfers: 500",
        ];
        await Condition.HoldsAsync(async () => expected.All(part => bank.Output.Any(line => line.Contains(part, StringComparison.Ordinal))));
        Assert.Equal(expected.Length, bank.Output.Count(line => line.EndsWith(" ms", StringComparison.Ordinal))); // the server may log a warning
    });

    [Fact]
    public async Task With_the_usual_variable_the_spans_go_to_a_collector()
    {
        using var collector = new HttpListener();
        var port = Loopback.FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        await WithBankAsync(async bank =>
        {
            Assert.Equal(200, await bank.TransferAsync(new(2, 3, 1_00)));
            for (var text = ""; !text.Contains("Ada pays Alan 1.00", StringComparison.Ordinal);)
            {
                var request = await collector.GetContextAsync().WaitAsync(TimeSpan.FromMinutes(1));
                using var body = new MemoryStream();
                await request.Request.InputStream.CopyToAsync(body);
                text = Encoding.UTF8.GetString(body.ToArray());
                request.Response.Close();
            }

            Assert.Single(bank.Output, line => !line.StartsWith("warn: ", StringComparison.Ordinal)); // a slow exit is logged
        }, "--OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{port}", "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    }

    [Fact]
    public async Task A_port_that_is_in_use_closes_the_bank_and_it_knows_why()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => WithBankAsync(
            _ => Task.CompletedTask, "--urls", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        Assert.Contains("The bank had to close: Failed to bind to address", failure.Message, StringComparison.Ordinal);
    }

    private async Task WithBankAsync(Func<RunningBank, Task> test, params string[] arguments) =>
        await BankStore.Create(Store.Sqlite, postgres).UseAsync(
            async database => await database.Start(arguments).UseAsync(async bank => await test(bank)));
}
