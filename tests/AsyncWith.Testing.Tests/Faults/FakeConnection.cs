using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace AsyncWith.Testing.Tests.Faults;

internal sealed class FakeConnection(Fakes fakes) : DbConnection
{
    private IDisposable? _handle;

    [AllowNull]
    public override string ConnectionString { get; set; } = "";

    public override string Database => "";

    public override string DataSource => "";

    public override string ServerVersion => "";

    public override ConnectionState State => _handle is null ? ConnectionState.Closed : ConnectionState.Open;

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        await fakes.StepAsync("open connection", cancellationToken);
        _handle = fakes.Handles.Take();
    }

    public override async ValueTask DisposeAsync()
    {
        await Task.Yield();
        if (Interlocked.Exchange(ref _handle, null) is not { } handle)
            return;

        handle.Dispose();
        await fakes.StepAsync("close connection");
    }

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open() => throw new NotSupportedException();

    public override void Close() => throw new NotSupportedException();

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        await fakes.StepAsync("begin", cancellationToken);
        return new FakeTransaction(fakes, this);
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

    protected override DbCommand CreateDbCommand() => new FakeCommand(fakes);
}
