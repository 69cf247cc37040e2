using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using AsyncWith.Leases;

namespace AsyncWith.Samples.Ledger;

/// <summary>Turns the arguments into <see cref="Settings"/>, and how the run ended into an exit code.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int NotVerified = 1;
    public const int CannotRun = 2;
    public const int Interrupted = 130;

    // Releases in flight have this long after Ctrl+C; they need a fraction of it.
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(30);

    private static readonly Argument<string?> _transfers = new("TRANSFERS.csv")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The transfers: id,from,to,amount,memo. Without it, the bundled 5,000.",
    };

    private static readonly Option<string?> _accounts = new("--accounts")
    {
        HelpName = "FILE",
        Description = "The accounts: account,owner,balance. Those that the database does not know yet are opened. Without it, the bundled ones.",
    };

    private static readonly Option<string?> _database = new("--database")
    {
        HelpName = "CONNECTION",
        Description = "A connection string: 'Data Source=FILE' for SQLite, 'Host=...;Username=...;Database=...' for PostgreSQL. "
            + $"Without it, the SQLite file {Settings.DefaultDatabaseFile}: delete that to start again.",
    };

    private static readonly Option<int?> _workers = new("--workers")
    {
        HelpName = "N",
        Description = "How many transfers run at once, 1 to 64. Without it, 1 on SQLite and 4 on PostgreSQL.",
        CustomParser = result =>
            int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 64
            ? count
            : Wrong<int?>(result, "--workers: give a number from 1 to 64"),
    };

    private static readonly Option<double> _faults = new("--faults")
    {
        HelpName = "RATE",
        Description = "The share of the transfers that break between debit and credit, 0 to 1. Without it, none.",
        CustomParser = result =>
            double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
                && rate is >= 0 and <= 1
            ? rate
            : Wrong<double>(result, "--faults: give a rate from 0 to 1, such as 0.1"),
    };

    private static readonly Option<int> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "Chooses which transfers break: the same seed, the same ones. Without it, 0.",
        CustomParser = result => int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : Wrong<int>(result, "--seed: give a whole number"),
    };

    private static readonly Option<string?> _summary = new("--summary")
    {
        HelpName = "FILE",
        Description = "Where to write what happened, as JSON.",
    };

    private static readonly Option<string?> _lease = new("--lease")
    {
        HelpName = "NAME",
        Description = "Works while it holds this lease: of several runs on one PostgreSQL database one works, "
            + "and another takes over when it ends or dies.",
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand(
            "Applies a file of money transfers to a database, each whole or not at all, and none twice.\n"
            + "Exit code: 0 when the books balance, 1 when they do not, 2 when it could not run, 130 when interrupted.")
        {
            _transfers, _accounts, _database, _workers, _faults, _seed, _summary, _lease,
        };
        _transfers.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] value }, ..])
                result.AddError($"there is no option '{value}'; see --help");
        });
        command.SetAction((parsed, stop) => RunAsync(Read(parsed), stop));

        var parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Errors is [var error, ..]
            ? Fail(error.Message)
            : await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = _grace });
    }

    private static T? Wrong<T>(ArgumentResult result, string problem)
    {
        result.AddError(problem);
        return default;
    }

    private static Settings Read(ParseResult parsed) => new(
        parsed.GetValue(_transfers) ?? Settings.BundledTransfers,
        parsed.GetValue(_accounts) ?? Settings.BundledAccounts,
        parsed.GetValue(_database) ?? $"Data Source={Settings.DefaultDatabaseFile}",
        parsed.GetValue(_workers),
        parsed.GetValue(_faults),
        parsed.GetValue(_seed),
        parsed.GetValue(_summary),
        parsed.GetValue(_lease));

    private static async Task<int> RunAsync(Settings settings, CancellationToken stop)
    {
        try
        {
            return await LedgerRun.RunAsync(settings, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (UsageException exception)
        {
            return Fail(exception.Message);
        }
        catch (Exception exception) when (exception is DbException or SocketException or TimeoutException)
        {
            return Fail($"the database cannot be used: {Reasons(exception)}");
        }
        catch (LeaseLostException exception)
        {
            return Fail(exception.Message + " Run it again: what was applied is not applied twice.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(exception.Message);
        }
    }

    private static string Reasons(Exception exception) =>
        exception.InnerException is { } inner ? $"{exception.Message}: {Reasons(inner)}" : exception.Message;

    private static int Fail(string message)
    {
        Console.Error.WriteLine(
            "ledger: " + string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        return CannotRun;
    }
}
