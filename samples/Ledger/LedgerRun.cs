namespace AsyncWith.Samples.Ledger;

/// <summary>The whole run: read the files, open the books, apply the transfers, show what happened, verify.</summary>
internal static class LedgerRun
{
    public static async Task<int> RunAsync(Settings settings, CancellationToken stop)
    {
        Summary.CheckPath(settings.Summary);
        var accounts = AccountsFile.Read(settings.Accounts);
        var file = TransfersFile.Read(settings.Transfers);
        await using var database = Database.Of(settings.Database);
        var screen = new Screen();
        if (settings.Lease is null)
            return await ApplyAsync(settings, accounts, file, database, screen, stop);

        var turn = database.Lease(settings.Lease);
        screen.Write($"lease:     waiting for {settings.Lease}");
        return await turn.UseAsync(async lease =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(lease.LostToken, stop);
            return await ApplyAsync(settings, accounts, file, database, screen, either.Token);
        }, stop);
    }

    private static async Task<int> ApplyAsync(
        Settings settings, IReadOnlyList<Account> accounts, TransfersFile file, Database database, Screen screen, CancellationToken stop)
    {
        var book = new Book(database);
        await book.OpenAsync(accounts, stop);

        var workers = settings.Workers ?? database.DefaultWorkers;
        screen.Write($"transfers: {settings.Transfers}, {file.Count:N0} lines");
        screen.Write($"database:  {database.Name}");
        screen.Write($"workers:   {workers}");

        var tally = new Tally();
        var teller = new Teller(database, book, new Faults(settings.FaultRate, settings.Seed));
        await screen.ShowProgressAsync(file.Transfers.Count, async step =>
            await Workers.RunAsync(file.Transfers, workers, async (transfer, stop) =>
            {
                tally.Add(await teller.ApplyAsync(transfer, stop));
                step();
            }, stop));

        foreach (var rejection in file.Rejections)
            tally.Add(Outcome.Rejected(rejection.Reason));
        screen.Write(tally);
        screen.Write(file.Rejections);
        if (stop.IsCancellationRequested)
            screen.Write($"Interrupted: {file.Count - tally.Total:N0} lines were not tried. Run it again to go on.");

        var audit = await book.AuditAsync(CancellationToken.None);
        screen.Write(audit);
        if (settings.Summary is { } path)
            await Summary.WriteAsync(path, tally, audit);

        if (!audit.Holds)
            return CommandLine.NotVerified;
        return stop.IsCancellationRequested ? CommandLine.Interrupted : CommandLine.Done;
    }
}
