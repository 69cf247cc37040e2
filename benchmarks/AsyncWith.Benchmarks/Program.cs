using System.CommandLine;
using AsyncWith.Benchmarks;
using BenchmarkDotNet.Running;
using Spectre.Console;

var ratios = new Command("ratios", "Measures every case against its baseline in one process, in under a minute.");
ratios.SetAction(_ =>
{
    var table = new Table().Border(TableBorder.Markdown).AddColumns("case", "baseline", "ratio", "at most", "aim", "bytes", "at most", "ns");
    foreach (var row in Ratios.Measure())
    {
        table.AddRow(
            row.Name,
            row.Baseline,
            $"{row.Ratio:0.00}{(row.Ratio <= row.AtMost ? "" : " !")}",
            $"{row.AtMost:0.00}",
            $"{row.Aim:0.0}",
            $"{row.Bytes}{(row.Bytes <= row.BytesAtMost is false && row.BytesAtMost is not null ? " !" : "")}",
            $"{row.BytesAtMost}",
            double.IsNaN(row.Nanoseconds) ? "" : $"{row.Nanoseconds:0}");
    }

    AnsiConsole.Profile.Width = 200;
    AnsiConsole.Write(table);
});

var bench = new Command("bench", "Runs the cases with BenchmarkDotNet; takes its options.") { TreatUnmatchedTokensAsErrors = false };
bench.SetAction(result => { BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. result.UnmatchedTokens]); });

return new RootCommand("Benchmarks of AsyncWith.") { ratios, bench }.Parse(args).Invoke();
