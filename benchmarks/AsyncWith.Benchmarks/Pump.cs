using System.Runtime.CompilerServices;

namespace AsyncWith.Benchmarks;

/// <summary>Suspends methods and resumes them on the same thread, so that a suspension costs what the runtime's bookkeeping costs, and no thread
/// switch.</summary>
internal static class Pump
{
    private static readonly Queue<Action> _continuations = new();

    /// <summary>Awaiting it suspends, once.</summary>
    internal static Suspension Suspend() => default;

    /// <summary>Runs what is suspended, until <paramref name="task"/> has completed. What runs on the thread pool is waited for.</summary>
    internal static void Run(Task task)
    {
        while (!task.IsCompleted && _continuations.TryDequeue(out var next))
            next();
        task.GetAwaiter().GetResult();
    }

    internal readonly struct Suspension : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Suspension GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => _continuations.Enqueue(continuation);

        public void UnsafeOnCompleted(Action continuation) => _continuations.Enqueue(continuation);
    }
}
