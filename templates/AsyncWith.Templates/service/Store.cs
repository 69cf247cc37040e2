using System.Collections.Immutable;
using AsyncWith;

namespace Service1;

/// <summary>What the service keeps. Put your database in its place.</summary>
public sealed class Store
{
    private readonly SemaphoreSlim _turn = new(1);

    private Store()
    {
    }

    public ImmutableList<string> Items { get; private set; } = [];

    public static AsyncContextManager<Store> Open() => AsyncContextManager.Create<Store>(async yield =>
    {
        Console.WriteLine("The store is open.");
        try
        {
            await yield.Return(new Store());
        }
        finally
        {
            Console.WriteLine("The store is closed.");
        }
    });

    /// <summary>Commits what its block has added; after a failure nothing of that is left.</summary>
    public AsyncContextManager<Transaction> Transaction() => AsyncContextManager.Create<Transaction>(async (yield, cancellationToken) =>
    {
        await _turn.Acquire().UseAsync(async () =>
        {
            var transaction = new Transaction(Items);
            await yield.Return(transaction);            // an exception of the handler, and a status of 400 and above, is thrown here
            Items = transaction.Items;
        }, cancellationToken);
    });
}
