using System.Threading.Tasks.Sources;

namespace AsyncWith.Tests.Support;

/// <summary>A source that has completed, and counts how often its result is taken.</summary>
public sealed class CountingSource : IValueTaskSource<int>, IValueTaskSource
{
    public int Results { get; private set; }

    public int GetResult(short token) => ++Results;

    public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Succeeded;

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => throw new NotSupportedException();

    void IValueTaskSource.GetResult(short token) => GetResult(token);
}
