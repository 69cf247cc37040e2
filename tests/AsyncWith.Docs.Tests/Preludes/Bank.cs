global using static Given;

// What the snippets of the documents are about: a bank with connections and transactions, made of interfaces only.
public interface IBank
{
    ValueTask<IConnection> OpenAsync(CancellationToken cancellationToken);

    IAsyncContextManager<ITransaction> Transaction(CancellationToken cancellationToken = default);
}

public interface IConnection : IAsyncDisposable
{
    ValueTask<ITransaction> BeginTransactionAsync(CancellationToken cancellationToken = default);

    ValueTask<int> CountAsync(CancellationToken cancellationToken = default);

    ValueTask SendAsync(string message);

    ValueTask CloseAsync();
}

public interface ITransaction : IAsyncDisposable
{
    ValueTask DebitAsync(string account, decimal amount);

    ValueTask CreditAsync(string account, decimal amount);

    ValueTask CommitAsync(CancellationToken cancellationToken);

    ValueTask RollbackAsync(CancellationToken cancellationToken);
}

public sealed record Transfer(string From, string To, decimal Amount);

public sealed record Receipt(Transfer Transfer);

public sealed record Service(IConnection Connection, ITransaction Transaction);

public static class Given
{
    public static readonly IBank bank = null!;
    public static readonly IConnection connection = null!;
    public static readonly Transfer transfer = new("alice", "bob", 100m);
    public static readonly CancellationToken cancellationToken;

    public static AsyncContextManager<IConnection> Connect(string name = "main") => AsyncContextManager.Create<IConnection>(async yield =>
        await yield.Return(await bank.OpenAsync(default)));

    public static AsyncContextManager<ITransaction> Begin(IConnection connection) => AsyncContextManager.Create<ITransaction>(async yield =>
        await yield.Return(await connection.BeginTransactionAsync()));
}
