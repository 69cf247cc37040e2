using System.CommandLine;
using AsyncWith.Benchmarks;
using BenchmarkDotNet.Running;
using Spectre.Console;

var python = new Option<string>("--python")
{
    Description = "The CPython to compare with, 3.11 or later; python3 by default.",
    DefaultValueFactory = _ => CPython.Default,
};
var only = new Option<string>("--only") { Description = "Measures only the cases whose name contains this.", DefaultValueFactory = _ => "" };
var ratios = new Command("ratios", "Measures every case against its baseline in one process, in under a minute.") { python, only };
ratios.SetAction(parsed =>
{
    AnsiConsole.Profile.Width = 200;
    var rows = Ratios.Measure(parsed.GetValue(only)!).ToList();
    foreach (var group in rows.GroupBy(row => row.Group))
    {
        var table = new Table()
            .Border(TableBorder.Markdown)
            .AddColumns(group.Key, "baseline", "ratio", "at most", "aim", "bytes", "baseline", "at most", "ns");
        foreach (var row in group)
        {
            table.AddRow(
                row.Name,
                row.Baseline,
                $"{row.Ratio:0.00}{(row.Ratio > row.AtMost ? " !" : "")}",
                double.IsNaN(row.AtMost) ? "" : $"{row.AtMost:0.00}",
                double.IsNaN(row.Aim) ? "" : $"{row.Aim:0.0}",
                $"{row.Bytes}{(row.Bytes <= row.BytesAtMost is false && row.BytesAtMost is not null ? " !" : "")}",
                $"{row.BytesByHand}",
                $"{row.BytesAtMost}",
                double.IsNaN(row.Nanoseconds) ? "" : $"{row.Nanoseconds:0}");
        }

        AnsiConsole.Write(table);
    }

    if (CPython.Measure(parsed.GetValue(python)!) is not { } cpython)
    {
        AnsiConsole.WriteLine("No CPython 3.11 or later here; name one with --python.");
        return;
    }

    var comparison = new Table().Border(TableBorder.Markdown).AddColumns("case", "CPython ns", "AsyncWith ns", "times faster");
    foreach (var row in rows.Where(row => cpython.ContainsKey(row.Name)))
        comparison.AddRow(row.Name, $"{cpython[row.Name]:0}", $"{row.Nanoseconds:0}", $"{cpython[row.Name] / row.Nanoseconds:0.0}");
    AnsiConsole.Write(comparison);
});

var bench = new Command("bench", "Runs the cases with BenchmarkDotNet; takes its options.") { TreatUnmatchedTokensAsErrors = false };
bench.SetAction(result => { BenchmarkSwitcher.FromAssembly(typeof(Ratios).Assembly).Run([.. result.UnmatchedTokens]); });

var seconds = new Option<int>("--seconds") { Description = "How long to run; 120 by default.", DefaultValueFactory = _ => 120 };
var seed = new Option<int>("--seed") { Description = "Chooses what the workers do; 1 by default.", DefaultValueFactory = _ => 1 };
var load = new Command("load", "Runs mixed managers under load; exit code 1 unless every enter had its exit and memory is back.") { seconds, seed };
load.SetAction(async (parsed, _) =>
{
    var result = await Load.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seed));
    Console.WriteLine(FormattableString.Invariant(
        $"{result.Statements:N0} statements in {result.Elapsed.TotalSeconds:0}s: {result.Failures:N0} failed, {result.Cancellations:N0} cancelled"));
    Console.WriteLine(FormattableString.Invariant($"{result.Enters:N0} enters, {result.Exits:N0} exits"));
    Console.WriteLine(FormattableString.Invariant($"{result.BytesBefore:N0} live bytes before, {result.BytesAfter:N0} after"));
    Console.WriteLine(result.Holds ? "holds" : "DOES NOT HOLD");
    return result.Holds ? 0 : 1;
});

var transfers = new Command(
    "transfers", "Moves money on a PostgreSQL server, with faults; exit code 1 unless none is lost or applied twice.") { seconds, seed };
transfers.SetAction(async (parsed, _) =>
{
    var holds = await TransferLoad.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seed));
    Console.WriteLine(holds switch { true => "holds", false => "DOES NOT HOLD", null => "no PostgreSQL server here" });
    return holds == false ? 1 : 0;
});

var leases = new Command("leases", "Measures leases on PostgreSQL and Redis servers that it starts: their cost, how soon a loss is noticed.");
leases.SetAction((_, _) => LeaseReport.WriteAsync());

var bank = new Command("bank", "Makes transfers at the sample Bank, and at the same service written by hand.") { seconds };
bank.SetAction((parsed, _) => BankReport.WriteAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds))));

var observed = new Command("observed", "Measures what it costs to be observed: by nobody, by an observer that does nothing, by trees.") { only };
observed.SetAction(parsed =>
{
    AnsiConsole.Profile.Width = 200;
    var table = new Table().Border(TableBorder.Markdown).AddColumns("case", "observed by", "ns", "bytes", "ns more", "bytes more");
    foreach (var row in Observed.Measure(parsed.GetValue(only)!))
        table.AddRow(row.Case, row.Observer, $"{row.Nanoseconds:0}", $"{row.Bytes:0}", $"{row.More:0}", $"{row.MoreBytes:0}");
    AnsiConsole.Write(table);
});

return await new RootCommand("Benchmarks of AsyncWith.") { ratios, load, transfers, leases, bank, observed, bench }.Parse(args).InvokeAsync();
