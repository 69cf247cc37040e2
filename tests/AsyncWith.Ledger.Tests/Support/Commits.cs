using Npgsql;

namespace AsyncWith.Ledger.Tests;

/// <summary>Hears of each transfer when it has been committed.</summary>
internal sealed class Commits
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly NpgsqlConnection _connection;
    private int _heard;

    private Commits(NpgsqlConnection connection)
    {
        _connection = connection;
        connection.Notification += (_, _) => _heard++;
    }

    /// <summary>Listens during the block. The bank has been opened before.</summary>
    public static AsyncContextManager<Commits> Of(Bank bank) => AsyncContextManager.Create<Commits>(async yield =>
    {
        await bank.ExecuteAsync("""
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('transfers', NEW.id); RETURN NULL; END $$;
            CREATE TRIGGER tell AFTER INSERT ON ledger_transfers FOR EACH ROW EXECUTE FUNCTION tell();
            """);
        await using var database = NpgsqlDataSource.Create(bank.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        await using var listen = new NpgsqlCommand("LISTEN transfers", connection);
        await listen.ExecuteNonQueryAsync();
        await yield.Return(new Commits(connection));
    });

    /// <summary>Ends when so many more have been committed.</summary>
    public async Task WaitForAsync(int count)
    {
        using var patience = new CancellationTokenSource(_patience);
        for (_heard = 0; _heard < count;)
            await _connection.WaitAsync(patience.Token);
    }
}
