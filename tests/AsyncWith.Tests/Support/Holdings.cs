namespace AsyncWith.Tests.Support;

/// <summary>Counts what is acquired and not released yet, over all managers that it makes.</summary>
public sealed class Holdings
{
    private int _held;
    private int _acquired;

    public int Held => Volatile.Read(ref _held);

    /// <summary>How often something was acquired.</summary>
    public int Acquired => Volatile.Read(ref _acquired);

    public int Acquire()
    {
        Interlocked.Increment(ref _held);
        return Interlocked.Increment(ref _acquired);
    }

    public void Release() => Interlocked.Decrement(ref _held);

    /// <summary>A manager that can be entered any number of times, and notices no misuse.</summary>
    public IAsyncContextManager<int> Manager(Interleaving how = Interleaving.Suspends) => new DelegateManager<int>(
        _ => how.RunAsync(Acquire),
        _ => how.RunAsync(() =>
        {
            Release();
            return false;
        }));
}
