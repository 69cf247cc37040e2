using System.Runtime.CompilerServices;

namespace AsyncWith.Tests.Support;

/// <summary>Await it to go on at once on a thread that waits without sleeping.</summary>
public sealed class SpinningThread : ICriticalNotifyCompletion, IDisposable
{
    private static readonly Action _stop = () => { };
    private Action? _next;

    public SpinningThread() => new Thread(Main) { IsBackground = true, Name = nameof(SpinningThread) }.Start();

    public bool IsCompleted => false;

    public SpinningThread GetAwaiter() => this;

    public void GetResult()
    {
        // there is nothing to give
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        while (Interlocked.CompareExchange(ref _next, continuation, null) is not null)
            Thread.Yield();
    }

    public void Dispose() => UnsafeOnCompleted(_stop);

    private void Main()
    {
        while (true)
        {
            var next = Interlocked.Exchange(ref _next, null);
            if (ReferenceEquals(next, _stop))
                return;
            if (next is null)
                Thread.Yield();
            else
                next();
        }
    }
}
