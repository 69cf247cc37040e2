using Spectre.Console;

namespace AsyncWith.Samples.Ledger;

/// <summary>What the user sees: bars and colours on a terminal, plain lines elsewhere.</summary>
internal sealed class Screen
{
    private readonly IAnsiConsole _console;
    private readonly bool _isTerminal;

    public Screen()
    {
        _console = Console.IsOutputRedirected
            ? AnsiConsole.Create(new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            })
            : AnsiConsole.Console;
        _isTerminal = _console.Profile.Capabilities.Ansi && _console.Profile.Capabilities.Interactive;
    }

    public void Write(string line) => _console.Profile.Out.Writer.WriteLine(line);

    /// <summary>Shows how far <paramref name="work"/> is, which calls its argument after each of <paramref name="total"/> steps, from any
    /// thread.</summary>
    public async Task ShowProgressAsync(int total, Func<Action, Task> work)
    {
        if (_isTerminal)
        {
            await _console.Progress().StartAsync(async progress =>
            {
                var task = progress.AddTask("transfers", maxValue: Math.Max(total, 1));
                await work(() => task.Increment(1));
            });
            return;
        }

        var done = 0;
        var tenth = Math.Max(total / 10, 1);
        await work(() =>
        {
            var now = Interlocked.Increment(ref done);
            if (now % tenth == 0)
                Write($"{now:N0} of {total:N0} transfers");
        });
    }

    public void Write(Tally tally)
    {
        var table = new Table().Border(_isTerminal ? TableBorder.Rounded : TableBorder.None)
            .AddColumn("outcome").AddColumn("reason").AddColumn("lines", column => column.RightAligned());
        foreach (var (outcome, count) in tally.Rows())
            table.AddRow(new Text(Name(outcome.Kind), Style(outcome.Kind)), new Text(outcome.Reason), new Text($"{count:N0}"));
        table.AddRow(new Text("total"), new Text(""), new Text($"{tally.Total:N0}"));
        _console.Write(table);
    }

    public void Write(IEnumerable<Rejection> rejections)
    {
        foreach (var group in rejections.GroupBy(rejection => rejection.Reason))
            Write($"rejected, {group.Key}: {(group.Count() == 1 ? "line" : "lines")} {string.Join(", ", group.Select(rejection => rejection.Line))}");
    }

    public void Write(Audit audit)
    {
        Check($"total conserved: {audit.Opened} opened, {audit.Total} now", audit.Total == audit.Opened);
        Check("no negative balance", !audit.Negative.Any(), audit.Negative);
        Check("each balance = opening + its entries", !audit.Unexplained.Any(), audit.Unexplained);

        void Check(string what, bool holds, IEnumerable<AuditedAccount>? culprits = null)
        {
            _console.Write(new Text(holds ? "  ok      " : "  FAILED  ", holds ? Color.Green : Color.Red));
            Write(what);
            foreach (var account in culprits ?? [])
                Write($"          {account.Name}: opening {account.Opening}, entries {account.Entries}, balance {account.Balance}");
        }
    }

    private static string Name(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Committed => "committed",
        OutcomeKind.AlreadyApplied => "already applied",
        OutcomeKind.RolledBack => "rolled back",
        _ => "rejected",
    };

    private static Style Style(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Committed => Color.Green,
        OutcomeKind.AlreadyApplied => Color.Blue,
        OutcomeKind.RolledBack => Color.Yellow,
        _ => Color.Red,
    };
}
