using AsyncWith.Servers;

namespace AsyncWith.Bank.Tests;

/// <summary>Running samples for tests that run one after the other, since it takes seconds to start one. Each test finds the first day.</summary>
/// <remarks>A test that kills the sample, looks at all that it has written, or starts it in another way starts its own.</remarks>
public sealed class SharedBanks(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly AsyncExitStack _stack = new();
    private readonly Dictionary<(Store, string?), (BankStore Database, RunningBank Bank)> _banks = [];

    /// <summary>Kills them.</summary>
    public ValueTask DisposeAsync() => _stack.CloseAsync();

    /// <summary>The one that runs on a database with a time limit: without one, no transfer takes too long.</summary>
    internal async Task<(BankStore Database, RunningBank Bank)> FirstDayAsync(Store store, string? timeLimit = null)
    {
        if (_banks.TryGetValue((store, timeLimit), out var shared))
        {
            await shared.Database.ResetAsync();
            return shared;
        }

        var database = await _stack.EnterContextAsync(BankStore.Create(store, postgres));
        string[] limit = timeLimit is null ? [] : ["--Bank:TimeLimit", timeLimit];
        var bank = await _stack.EnterContextAsync(database.Start(["--Bank:InterestEvery", "40.00:00:00", .. limit]));
        return _banks[(store, timeLimit)] = (database, bank);
    }
}
