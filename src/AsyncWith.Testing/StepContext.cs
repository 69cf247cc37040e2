using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace AsyncWith.Testing;

/// <summary>
/// Runs asynchronous code on one thread, step by step: from one await to the next. A test decides what happens between two steps, and in which order
/// those that are ready are run.
/// </summary>
/// <remarks>
/// A seed chooses the order, always the same one. What fails with a seed can be run again with it:
/// <code>
/// for (var seed = 0; seed &lt; 100; seed++)
/// {
///     StepContext.Run(async () =>
///     {
///         var cache = AsyncContextManager.Shared(() => new Cache());
///         await Task.WhenAll(ReadAsync(cache), WriteAsync(cache));
///     }, seed);
/// }
/// </code>
/// An await that does not come back to its <see cref="SynchronizationContext"/>, one with <c>ConfigureAwait(false)</c>, is no step; nor is what
/// runs on other threads. A thread that is blocked with <c>Result</c> or <c>Wait()</c> until a later step has run waits for ever: that is found, as a
/// hang.
/// </remarks>
[DebuggerDisplay("{_steps} steps, {_ready.Count} ready")]
public sealed class StepContext : SynchronizationContext
{
    private const string MainIsNull = "The code to run returned null instead of a task. Make it an async lambda.";

    internal static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(30);

    private readonly object _gate = new(); // of a monitor, which can be waited on
    private readonly List<(SendOrPostCallback Callback, object? State)> _ready = [];
    private readonly Random? _random;
    private readonly Action<int>? _beforeStep;
    private readonly Thread _thread;
    private Task? _main;
    private ExceptionDispatchInfo? _failure;
    private int _steps;
    private bool _hasEnded;

    private StepContext(Func<Task> main, int? seed, Action<int>? beforeStep)
    {
        _random = seed is { } value ? new Random(value) : null;
        _beforeStep = beforeStep;
        _thread = new Thread(() => Execute(main)) { IsBackground = true, Name = nameof(StepContext) };
    }

    /// <summary>Runs <paramref name="main"/> on a thread of its own until its task has ended, and waits for it.</summary>
    /// <param name="main">What to run.</param>
    /// <param name="seed">Chooses which of the steps that are ready is next; without it the one that has been for the longest time.</param>
    /// <param name="beforeStep">Called before each step, on the same thread, with its number from 1. What it throws ends the run.</param>
    /// <param name="hangs">The longest that all of it may take; 30 seconds by default. <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <returns>The number of steps: what <paramref name="main"/> does before its first await that suspends is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="main"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="hangs"/> is not positive and not infinite, or over 2,147,483,647 milliseconds.
    /// </exception>
    /// <exception cref="TimeoutException">The run did not end in time. If its thread is blocked, it stays so, in the background.</exception>
    /// <exception cref="Exception">
    /// What <paramref name="main"/> threw, the same instance, or a step that belongs to no task: an <c>async void</c> method.
    /// </exception>
    public static int Run(Func<Task> main, int? seed = null, Action<int>? beforeStep = null, TimeSpan? hangs = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        var limit = Limit(hangs ?? DefaultLimit, nameof(hangs));
        var context = new StepContext(main, seed, beforeStep);
        context._thread.Start();
        if (!context._thread.Join(limit))
        {
            context.End();
            throw new TimeoutException(
                $"The run did not end within {limit}, after {Volatile.Read(ref context._steps)} steps. "
                + "Look for an await that never completes, for a loop, and for a thread that is blocked with Result or Wait().");
        }

        context._failure?.Throw();
        return context._steps;
    }

    /// <summary>Adds a step.</summary>
    /// <param name="d">What to run.</param>
    /// <param name="state">What it is given.</param>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                _ready.Add((d, state));
                Monitor.Pulse(_gate);
                return;
            }
        }

        Forward((d, state)); // so that nothing that comes late is lost
    }

    /// <summary>Runs <paramref name="d"/> at once on the thread of the steps, or as a step that the caller waits for on another thread.</summary>
    /// <param name="d">What to run.</param>
    /// <param name="state">What it is given.</param>
    /// <exception cref="Exception">What <paramref name="d"/> threw.</exception>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (Thread.CurrentThread == _thread)
        {
            d(state);
            return;
        }

        var sent = new Task(() => d(state));
        Post(static task => ((Task)task!).RunSynchronously(TaskScheduler.Default), sent);
        sent.GetAwaiter().GetResult();
    }

    /// <summary>Returns the same context.</summary>
    /// <returns>This context.</returns>
    public override SynchronizationContext CreateCopy() => this;

    internal static TimeSpan Limit(TimeSpan value, string name)
    {
        if (value == Timeout.InfiniteTimeSpan)
            return value;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(int.MaxValue), name);
        return value;
    }

    private static void Forward((SendOrPostCallback Callback, object? State) step) =>
        ThreadPool.UnsafeQueueUserWorkItem(static step => step.Callback(step.State), step, preferLocal: false);

    private void Execute(Func<Task> main)
    {
        SetSynchronizationContext(this);
        try
        {
            _main = main() ?? throw new InvalidOperationException(MainIsNull);
            _main.ContinueWith(
                static (_, context) => ((StepContext)context!).Wake(),
                this,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            while (Next() is { } step)
            {
                _steps++;
                _beforeStep?.Invoke(_steps);
                step.Callback(step.State);
            }

            if (_main.IsCompleted)
                _main.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        End();
    }

    /// <summary>Waits for the next step; null when the run has ended.</summary>
    private (SendOrPostCallback Callback, object? State)? Next()
    {
        lock (_gate)
        {
            while (_ready.Count == 0 && !_main!.IsCompleted && !_hasEnded)
                Monitor.Wait(_gate);
            if (_main!.IsCompleted || _hasEnded)
                return null;

            var index = _random?.Next(_ready.Count) ?? 0;
            var step = _ready[index];
            _ready.RemoveAt(index);
            return step;
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.Pulse(_gate);
    }

    private void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            foreach (var step in _ready)
                Forward(step);
            _ready.Clear();
            Monitor.Pulse(_gate);
        }
    }
}
