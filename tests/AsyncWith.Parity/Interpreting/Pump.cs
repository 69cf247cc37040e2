using System.Runtime.CompilerServices;

namespace AsyncWith.Parity.Interpreting;

/// <summary>Runs a program: what it awaits is a place in a queue, so that every suspension is a real one and the order is always the same.</summary>
internal sealed class Pump
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Queue<Action> _queue = [];
    private bool _ended;

    internal Suspension Suspend() => new(this);

    /// <summary>Runs <paramref name="program"/> to its end.</summary>
    /// <returns><see langword="false"/> if it hangs.</returns>
    internal bool Run(Func<ValueTask> program)
    {
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            RunToEnd(program);
            while (Next() is { } resume)
                resume();
            return _ended;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private async void RunToEnd(Func<ValueTask> program)
    {
        await program();
        lock (_queue)
        {
            _ended = true;
            Monitor.Pulse(_queue);
        }
    }

    /// <summary>The next continuation; <see langword="null"/> when the program ended or hangs.</summary>
    private Action? Next()
    {
        lock (_queue)
        {
            // A step may go on on another thread, so an empty queue alone says nothing.
            while (!_ended && _queue.Count == 0)
            {
                if (!Monitor.Wait(_queue, _patience))
                    return null;
            }

            return _ended ? null : _queue.Dequeue();
        }
    }

    private void Enqueue(Action continuation)
    {
        lock (_queue)
        {
            _queue.Enqueue(continuation);
            Monitor.Pulse(_queue);
        }
    }

    internal readonly struct Suspension(Pump pump) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Suspension GetAwaiter() => this;

        public void OnCompleted(Action continuation) => pump.Enqueue(continuation);

        public void UnsafeOnCompleted(Action continuation) => pump.Enqueue(continuation);

        public void GetResult()
        {
        }
    }
}
