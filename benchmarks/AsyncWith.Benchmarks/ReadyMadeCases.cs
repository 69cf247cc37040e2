using System.Diagnostics;

namespace AsyncWith.Benchmarks;

/// <summary>The ready-made managers, each against what does the same without the library.</summary>
internal static class ReadyMadeCases
{
    internal const int Children = 10;

    private const string Group = "ready-made";
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);
    private static readonly CancellationTokenSource _caller = new();
    private static readonly SemaphoreSlim _semaphore = new(1);
    private static readonly IAsyncContextManager<SemaphoreSlim> _gate = _semaphore.Acquire();
    private static readonly ActivitySource _unheard = new("nobody listens");
    private static int _sink;

    // As the library sees it: by its interface, of a type that the JIT does not know.
    internal static Func<CancellationToken, ValueTask<IAsyncDisposable>> Open { get; set; } = static _ =>
        new ValueTask<IAsyncDisposable>(new Resource());

    internal static IReadOnlyList<Case> All { get; } =
    [
        new(Group, "Deadline, suspending block", "linked source, CancelAfter, catch when", 1.3, 1.1, 600,
            n => Loop(n, DeadlineByHandAsync), Deadlines),
        new(Group, "task group, ten children", "Task.WhenAll of Task.Run, shared source", 1.1, 1.0, null,
            n => Loop(n, WhenAllByHandAsync), TaskGroups),
        new(Group, "task group of four at a time, ten children", "Parallel.ForEachAsync, four at a time", 1.3, 1.0, null,
            n => Loop(n, ForEachByHandAsync), BoundedTaskGroups),
        new(Group, "semaphore.Acquire(), manager kept", "WaitAsync, try, finally, Release", 1.3, 1.1, 0,
            n => Loop(n, SemaphoreByHandAsync), KeptSemaphores),
        new(Group, "semaphore.Acquire(), manager for each block", "WaitAsync, try, finally, Release", 1.3, 1.1, 32,
            n => Loop(n, SemaphoreByHandAsync), Semaphores),
        new(Group, "StartSpan, nobody listens", "StartActivity, try, catch", 1.5, 1.1, 32,
            n => Loop(n, SpanByHandAsync), Spans),
        new(Group, "FromDisposable(open)", "await using of the same", 2.0, 1.5, 100,
            n => Loop(n, DisposableByHandAsync), Disposables),
    ];

    private static async Task Loop(int n, Func<ValueTask> operation)
    {
        for (var i = 0; i < n; i++)
            await operation();
    }

    internal static async ValueTask DeadlineByHandAsync()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_caller.Token);
        source.CancelAfter(_limit);
        try
        {
            await Pump.Suspend();
            _sink += source.Token.IsCancellationRequested ? 1 : 0;
        }
        catch (OperationCanceledException exception) when (source.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            throw new TimeoutException("too late", exception);
        }
    }

    private static async Task Deadlines(int n)
    {
        for (var i = 0; i < n; i++)
        {
            await Deadline.After(_limit).UseAsync(
                static async deadline =>
                {
                    await Pump.Suspend();
                    _sink += deadline.Token.IsCancellationRequested ? 1 : 0;
                },
                _caller.Token);
        }
    }

    private static async ValueTask WhenAllByHandAsync()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_caller.Token);
        var token = source.Token;
        var children = new Task[Children];
        for (var i = 0; i < Children; i++)
            children[i] = Task.Run(() => RunAsync(source, token));
        await Task.WhenAll(children);

        static async Task RunAsync(CancellationTokenSource source, CancellationToken token)
        {
            try
            {
                await ChildAsync(token);
            }
            catch
            {
                await source.CancelAsync();
                throw;
            }
        }
    }

    private static async Task TaskGroups(int n)
    {
        for (var i = 0; i < n; i++)
        {
            await TaskGroup.Create().UseAsync(
                static group =>
                {
                    for (var child = 0; child < Children; child++)
                        group.Run(ChildAsync);
                    return default(ValueTask);
                },
                _caller.Token);
        }
    }

    private static async ValueTask ForEachByHandAsync() => await Parallel.ForEachAsync(
        Enumerable.Range(0, Children),
        new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = _caller.Token },
        static async (_, token) => await ChildAsync(token));

    private static async Task BoundedTaskGroups(int n)
    {
        for (var i = 0; i < n; i++)
        {
            await TaskGroup.CreateBounded(4).UseAsync(
                static group =>
                {
                    for (var child = 0; child < Children; child++)
                        group.Run(ChildAsync);
                    return default(ValueTask);
                },
                _caller.Token);
        }
    }

    private static async Task ChildAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        await Task.Yield();
        Interlocked.Increment(ref _sink);
    }

    internal static async ValueTask SemaphoreByHandAsync()
    {
        await _semaphore.WaitAsync();
        try { _sink++; }
        finally { _semaphore.Release(); }
    }

    private static async Task KeptSemaphores(int n)
    {
        for (var i = 0; i < n; i++)
            await _gate.UseAsync(static _ => { _sink++; return default(ValueTask); });
    }

    private static async Task Semaphores(int n)
    {
        for (var i = 0; i < n; i++)
            await _semaphore.Acquire().UseAsync(static _ => { _sink++; return default(ValueTask); });
    }

    internal static async ValueTask SpanByHandAsync()
    {
        using var span = _unheard.StartActivity("work");
        try
        {
            _sink++;
            await default(ValueTask);
        }
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message).AddException(exception);
            throw;
        }
    }

    private static async Task Spans(int n)
    {
        for (var i = 0; i < n; i++)
            await _unheard.StartSpan("work").UseAsync(static _ => { _sink++; return default(ValueTask); });
    }

    internal static async ValueTask DisposableByHandAsync()
    {
        await using var resource = await Open(default);
        _sink++;
    }

    private static async Task Disposables(int n)
    {
        for (var i = 0; i < n; i++)
            await AsyncContextManager.FromDisposable(Open).UseAsync(static _ => { _sink++; return default(ValueTask); });
    }

    private sealed class Resource : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => default;
    }
}
