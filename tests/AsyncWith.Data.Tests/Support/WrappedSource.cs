using System.Data.Common;

namespace AsyncWith.Data.Tests;

/// <summary>
/// A provider that the package does not know, around one that it knows, as profilers are. It fails where <paramref name="fault"/> says so: at
/// "begin", "command",
/// "commit", "rollback", "dispose transaction" or "dispose connection".
/// </summary>
internal sealed class WrappedSource(DbDataSource inner, Func<string, Exception?>? fault = null) : DbDataSource
{
    private readonly List<string> _steps = [];

    /// <summary>What was asked for, in order.</summary>
    public IReadOnlyList<string> Steps => _steps;

    public override string ConnectionString => inner.ConnectionString;

    public void Step(string name, string? shown = null)
    {
        _steps.Add(shown ?? name);
        if (fault?.Invoke(name) is { } exception)
            throw exception;
    }

    protected override DbConnection CreateDbConnection() => new WrappedConnection(inner.CreateConnection(), this);
}
