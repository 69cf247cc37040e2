using System.Data.Common;

namespace AsyncWith.Data;

internal sealed class ConnectionManager<TConnection>(DbDataSource source) : ReusableManager<TConnection>
    where TConnection : DbConnection
{
    private TConnection? _connection;

    internal static async ValueTask<TConnection> OpenAsync(DbDataSource source, CancellationToken cancellationToken)
    {
        var opened = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (opened is TConnection connection)
            return connection;

        await opened.DisposeAsync().ConfigureAwait(false);
        throw new InvalidOperationException(
            $"The data source opens a {opened.GetType()}, and no {typeof(TConnection)}. Name the type that it opens, or DbConnection.");
    }

    protected override async ValueTask<TConnection> OpenAsync(CancellationToken cancellationToken) =>
        _connection = await OpenAsync(source, cancellationToken).ConfigureAwait(false);

    protected override ValueTask CloseAsync(Exception? exception) => _connection!.DisposeAsync();
}
