using System.Data;
using System.Data.Common;

namespace AsyncWith.Testing.Tests.Faults;

internal sealed class FakeTransaction(Fakes fakes, FakeConnection connection) : DbTransaction
{
    private readonly IDisposable _handle = fakes.Handles.Take();
    private bool _hasEnded;

    public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

    public override bool SupportsSavepoints => true;

    protected override DbConnection? DbConnection => _hasEnded ? null : connection;

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        await fakes.StepAsync("commit", cancellationToken);
        _hasEnded = true;
    }

    public override async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        await fakes.StepAsync("roll back", cancellationToken);
        _hasEnded = true;
    }

    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) =>
        fakes.StepAsync("save", cancellationToken).AsTask();

    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) =>
        fakes.StepAsync("roll back to savepoint", cancellationToken).AsTask();

    public override Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default) =>
        fakes.StepAsync("release savepoint", cancellationToken).AsTask();

    public override async ValueTask DisposeAsync()
    {
        await Task.Yield();
        _hasEnded = true;
        _handle.Dispose();
        await fakes.StepAsync("dispose of transaction");
    }

    public override void Commit() => throw new NotSupportedException();

    public override void Rollback() => throw new NotSupportedException();
}
