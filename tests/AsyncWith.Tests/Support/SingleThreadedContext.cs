using System.Collections.Concurrent;
using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>A <see cref="SynchronizationContext"/> with one thread and a queue, as the one of a user interface.</summary>
public sealed class SingleThreadedContext : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];
    private readonly Thread _thread;

    private SingleThreadedContext(Action<SingleThreadedContext> main)
    {
        _thread = new Thread(() => main(this)) { IsBackground = true, Name = nameof(SingleThreadedContext) };
    }

    /// <summary>Runs <paramref name="scenario"/> on a new context until its task has completed; fails when nothing is posted for too long.</summary>
    public static Task RunAsync(Func<Task> scenario)
    {
        var result = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new SingleThreadedContext(context => context.Main(scenario, result))._thread.Start();
        return result.Task;
    }

    /// <summary>Asserts that the caller is where code runs that awaits on its context.</summary>
    public static void AssertIsCurrent()
    {
        var context = Assert.IsType<SingleThreadedContext>(Current);
        Assert.Same(context._thread, Thread.CurrentThread);
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _posted.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The scenario is over; whoever comes later is not waited for.
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Post, so that nothing blocks the thread.");

    public override SynchronizationContext CreateCopy() => this;

    public void Dispose() => _posted.Dispose();

    private void Main(Func<Task> scenario, TaskCompletionSource result)
    {
        SetSynchronizationContext(this);
        try
        {
            var task = scenario();
            task.ContinueWith(_ => _posted.CompleteAdding(), TaskScheduler.Default);
            while (_posted.TryTake(out var next, TaskTimeoutExtensions.Limit))
                next.Callback(next.State);

            if (!task.IsCompleted)
                throw new HangException();
            result.SetFromTask(task);
        }
        catch (Exception exception)
        {
            result.SetException(exception);
        }
    }
}
