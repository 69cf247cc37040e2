using System.Data.Common;
using System.Diagnostics;
using AsyncWith.Data;
using AsyncWith.Servers;
using Npgsql;

namespace AsyncWith.Benchmarks;

/// <summary>Moves money between the accounts of a PostgreSQL server, with a third of all transfers going wrong in one way or another.</summary>
internal sealed class TransferLoad(DbDataSource source, int seed)
{
    private const int Accounts = 50;
    private const int Workers = 8;
    private const long Opening = 1_000_000;

    private long _transfers;
    private long _committed;
    private long _announced;
    private long _rolledBack;
    private long _again;

    /// <summary>Runs on a server of its own.</summary>
    /// <returns>Whether no transfer was lost, applied twice, or by half; <see langword="null"/> where there is no such server.</returns>
    internal static async Task<bool?> RunAsync(TimeSpan duration, int seed)
    {
        if (await PostgresBinaries.FindAsync() is not { } binaries)
            return null;

        return await PostgresServer.Start(binaries).UseAsync(async server =>
        {
            await using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres") + $";Maximum Pool Size={Workers}");
            return await new TransferLoad(source, seed).RunAsync(duration);
        });
    }

    private async Task<bool> RunAsync(TimeSpan duration)
    {
        await ExecuteAsync($"""
            CREATE TABLE accounts (id INT PRIMARY KEY, balance BIGINT NOT NULL);
            CREATE TABLE transfers (id BIGINT PRIMARY KEY);
            INSERT INTO accounts SELECT n, {Opening} FROM generate_series(1, {Accounts}) n;
            """);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var random = new Random(seed * Workers + worker);
            while (clock.Elapsed < duration)
                await TransferAsync(Interlocked.Increment(ref _transfers), random);
        })));

        var (sum, rows) = (await CountAsync("SELECT SUM(balance)::BIGINT FROM accounts"), await CountAsync("SELECT COUNT(*) FROM transfers"));
        Console.WriteLine(FormattableString.Invariant(
            $"{_transfers:N0} transfers in {clock.Elapsed.TotalSeconds:0}s: {_committed:N0} committed, {_rolledBack:N0} rolled back"));
        Console.WriteLine(FormattableString.Invariant($"{_again:N0} attempts were run again, {_announced:N0} callbacks were called after a commit"));
        Console.WriteLine(FormattableString.Invariant($"{rows:N0} transfers in the database, {sum:N0} of {Accounts * Opening:N0} in the accounts"));
        return sum == Accounts * Opening && rows == _committed && _announced == _committed && _committed + _rolledBack == _transfers;
    }

    private async Task TransferAsync(long id, Random random)
    {
        var (fate, from, to) = (random.Next(12), random.Next(1, Accounts + 1), random.Next(1, Accounts + 1));
        while (true)
        {
            try
            {
                await source.Transaction().UseAsync(async transaction => await MoveAsync(transaction, id, from, to, fate));
                Interlocked.Increment(ref _committed);
                return;
            }
            catch (DbException exception) when (fate > 3 && TransactionFailure.IsRetryable(exception))
            {
                Interlocked.Increment(ref _again); // a deadlock: it has done nothing
            }
            catch (Exception exception) when (IsExpected(exception, fate))
            {
                Interlocked.Increment(ref _rolledBack);
                return;
            }
        }
    }

    private async ValueTask MoveAsync(DataTransaction<DbConnection> transaction, long id, int from, int to, int fate)
    {
        transaction.OnCommitted(async () => Interlocked.Increment(ref _announced));
        await RunAsync($"INSERT INTO transfers VALUES ({id})");
        await RunAsync($"UPDATE accounts SET balance = balance - 1 WHERE id = {from}");
        switch (fate)
        {
            case 0:
                throw new FormatException("between debit and credit");
            case 1: // cancelled in the middle of a command
                using (var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(1)))
                    await RunAsync("SELECT pg_sleep(60)", source.Token);
                break;
            case 2: // an error that the block swallows
                await IgnoreAsync(RunAsync($"INSERT INTO transfers VALUES ({id})"));
                return;
            case 3: // the server ends the connection
                await RunAsync("SELECT pg_terminate_backend(pg_backend_pid())");
                break;
            case 4: // a part that fails on its own
                await IgnoreAsync(transaction.Savepoint().UseAsync(async () => await RunAsync($"INSERT INTO transfers VALUES ({id})")).AsTask());
                break;
        }

        await RunAsync($"UPDATE accounts SET balance = balance + 1 WHERE id = {to}");

        async Task RunAsync(string sql, CancellationToken cancellationToken = default)
        {
            await using var command = transaction.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static bool IsExpected(Exception exception, int fate) => fate switch
    {
        0 => exception is FormatException,
        1 => exception is OperationCanceledException,
        2 => exception is TransactionRolledBackException,
        3 => exception is NpgsqlException,
        _ => false,
    };

    private static async Task IgnoreAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (DbException)
        {
            // As a careless block does.
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
