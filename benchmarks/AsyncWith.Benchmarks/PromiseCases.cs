using System.Diagnostics;

namespace AsyncWith.Benchmarks;

/// <summary>What a promise costs without the library: code by hand that keeps one, as one writes it, against code by hand that keeps none.</summary>
internal static class PromiseCases
{
    private const string Group = "promises by hand";
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);
    private static readonly CancellationTokenSource _caller = new();
    private static readonly SemaphoreSlim _semaphore = new(1);
    private static readonly IAsyncContextManager<SemaphoreSlim> _gate = new CheckedLock(_semaphore);
    private static readonly ActivitySource _unheard = new("nobody listens");
    private static int _sink;

    // As everywhere: by its interface, of a type that the JIT does not know.
    private static IAsyncContextManager<int> Manager { get; set; } = new SynchronousManager();

    internal static IReadOnlyList<Case> All { get; } =
    [
        new(Group, "promise: generator with await using inside", "await foreach of an iterator with await using", 6.0, double.NaN, null,
            n => Loop(n, CombinationCases.DisposableByHandAsync), n => Loop(n, IteratorWithDisposableAsync)),
        new(Group, "promise: query of three managers", "one object made for the block, entered once at a time", 4.0, double.NaN, 200,
            n => Loop(n, CombinationCases.ThreeByHandAsync), n => Loop(n, static () => RunAsync(new CheckedThree(Manager, Manager, Manager)))),
        new(Group, "promise: scoped method, three managers", "what is entered is in a list", 4.0, double.NaN, 200,
            n => Loop(n, CombinationCases.ThreeByHandAsync), n => Loop(n, ListOfThreeAsync)),
        new(Group, "promise: exit stack, ten managers", "the loop by hand with a lock", 1.5, double.NaN, 360,
            n => Loop(n, CombinationCases.LoopByHandAsync), n => Loop(n, LoopWithLockAsync)),
        new(Group, "promise: Deadline, suspending block", "a manager around a linked source", 1.3, double.NaN, 600,
            n => Loop(n, ReadyMadeCases.DeadlineByHandAsync), n => Loop(n, DeadlineAsync)),
        new(Group, "promise: semaphore.Acquire(), manager kept", "a manager that releases once", 1.3, double.NaN, 0,
            n => Loop(n, ReadyMadeCases.SemaphoreByHandAsync), n => Loop(n, static () => RunAsync(_gate))),
        new(Group, "promise: semaphore.Acquire(), manager for each block", "a manager that releases once", 1.3, double.NaN, 32,
            n => Loop(n, ReadyMadeCases.SemaphoreByHandAsync), n => Loop(n, static () => RunAsync(new CheckedLock(_semaphore)))),
        new(Group, "promise: StartSpan, nobody listens", "a manager that ends its span once", 1.5, double.NaN, 32,
            n => Loop(n, ReadyMadeCases.SpanByHandAsync), n => Loop(n, static () => RunAsync(new CheckedSpan(_unheard, "work")))),
        new(Group, "promise: FromDisposable(open)", "a manager that disposes once", 2.0, double.NaN, 100,
            n => Loop(n, ReadyMadeCases.DisposableByHandAsync),
            n => Loop(n, static () => RunAsync(new CheckedDisposable(ReadyMadeCases.Open)))),
    ];

    private static async Task Loop(int n, Func<ValueTask> operation)
    {
        for (var i = 0; i < n; i++)
            await operation();
    }

    /// <summary>The statement by hand. It restores no ambient state, and its block is a part of it.</summary>
    private static async ValueTask RunAsync<T>(IAsyncContextManager<T> manager)
    {
        await manager.EnterAsync();
        try
        {
            _sink++;
        }
        catch (Exception exception)
        {
            if (!await manager.ExitAsync(exception))
                throw;
            return;
        }

        await manager.ExitAsync(null);
    }

    private static async ValueTask IteratorWithDisposableAsync()
    {
        await foreach (var _ in Resources())
            _sink++;

        static async IAsyncEnumerable<IAsyncDisposable> Resources()
        {
            await using var resource = CombinationCases.Open();
            yield return resource;
        }
    }

    private static async ValueTask ListOfThreeAsync()
    {
        var entered = new List<IAsyncContextManager<int>>(3);
        Exception? pending = null;
        try
        {
            _sink += await EnterAsync(entered);
            _sink += await EnterAsync(entered);
            _sink += await EnterAsync(entered);
        }
        catch (Exception exception)
        {
            pending = exception;
        }

        for (var i = entered.Count - 1; i >= 0; i--)
        {
            try
            {
                if (await entered[i].ExitAsync(pending))
                    pending = null;
            }
            catch (Exception exception)
            {
                pending = exception;
            }
        }

        if (pending is not null)
            throw pending;

        static async ValueTask<int> EnterAsync(List<IAsyncContextManager<int>> entered)
        {
            var resource = await Manager.EnterAsync();
            entered.Add(Manager);
            return resource;
        }
    }

    private static async ValueTask LoopWithLockAsync()
    {
        var entered = new Stack<IAsyncContextManager<int>>();
        Exception? pending = null;
        try
        {
            for (var i = 0; i < 10; i++)
            {
                _sink += await Manager.EnterAsync();
                lock (entered)
                    entered.Push(Manager);
            }
        }
        catch (Exception exception)
        {
            pending = exception;
        }

        while (TryPop(entered) is { } manager)
        {
            try
            {
                if (await manager.ExitAsync(pending))
                    pending = null;
            }
            catch (Exception exception)
            {
                pending = exception;
            }
        }

        if (pending is not null)
            throw pending;

        static IAsyncContextManager<int>? TryPop(Stack<IAsyncContextManager<int>> entered)
        {
            lock (entered)
                return entered.TryPop(out var manager) ? manager : null;
        }
    }

    private static async ValueTask DeadlineAsync()
    {
        var manager = new LinkedSource(_limit);
        var token = await manager.EnterAsync(_caller.Token);
        try
        {
            await BlockAsync(token);
        }
        catch (Exception exception)
        {
            if (!await manager.ExitAsync(exception))
                throw;
            return;
        }

        await manager.ExitAsync(null);

        static async ValueTask BlockAsync(CancellationToken token)
        {
            await Pump.Suspend();
            _sink += token.IsCancellationRequested ? 1 : 0;
        }
    }

    /// <summary>A manager by hand that is entered once at a time and exited once for each enter.</summary>
    private abstract class Checked<T> : IAsyncContextManager<T>
    {
        private int _isEntered;

        public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) =>
            Interlocked.Exchange(ref _isEntered, 1) == 0 ? AcquireAsync(cancellationToken) : throw new InvalidOperationException("entered twice");

        public ValueTask<bool> ExitAsync(Exception? exception) =>
            Interlocked.Exchange(ref _isEntered, 0) == 1 ? ReleaseAsync(exception) : throw new InvalidOperationException("not entered");

        /// <summary>Calls <see cref="Leave"/> where it fails.</summary>
        protected abstract ValueTask<T> AcquireAsync(CancellationToken cancellationToken);

        protected abstract ValueTask<bool> ReleaseAsync(Exception? exception);

        protected void Leave() => Volatile.Write(ref _isEntered, 0);
    }

    private sealed class CheckedThree(IAsyncContextManager<int> a, IAsyncContextManager<int> b, IAsyncContextManager<int> c) : Checked<int>
    {
        protected override async ValueTask<int> AcquireAsync(CancellationToken cancellationToken)
        {
            int first;
            try
            {
                first = await a.EnterAsync(cancellationToken);
            }
            catch (Exception)
            {
                Leave();
                throw;
            }

            try
            {
                var second = await b.EnterAsync(cancellationToken);
                try
                {
                    return first + second + await c.EnterAsync(cancellationToken);
                }
                catch (Exception exception)
                {
                    await b.ExitAsync(exception);
                    throw;
                }
            }
            catch (Exception exception)
            {
                Leave();
                await a.ExitAsync(exception);
                throw;
            }
        }

        protected override async ValueTask<bool> ReleaseAsync(Exception? exception)
        {
            var pending = await ExitAsync(c, exception);
            pending = await ExitAsync(b, pending);
            pending = await ExitAsync(a, pending);
            if (pending is not null && pending != exception)
                throw pending;
            return pending is null;
        }

        private static async ValueTask<Exception?> ExitAsync(IAsyncContextManager<int> manager, Exception? pending)
        {
            try { return await manager.ExitAsync(pending) ? null : pending; }
            catch (Exception exception) { return exception; }
        }
    }

    private sealed class LinkedSource(TimeSpan limit) : Checked<CancellationToken>
    {
        private CancellationTokenSource? _source;
        private CancellationToken _callersToken;

        protected override ValueTask<CancellationToken> AcquireAsync(CancellationToken cancellationToken)
        {
            _callersToken = cancellationToken;
            _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _source.CancelAfter(limit);
            return new ValueTask<CancellationToken>(_source.Token);
        }

        protected override ValueTask<bool> ReleaseAsync(Exception? exception)
        {
            var isOver = _source!.IsCancellationRequested && !_callersToken.IsCancellationRequested;
            _source.Dispose();
            return isOver && exception is OperationCanceledException ? throw new TimeoutException("too late", exception) : default;
        }
    }

    private sealed class CheckedLock(SemaphoreSlim semaphore) : IAsyncContextManager<SemaphoreSlim>
    {
        private int _held;

        public async ValueTask<SemaphoreSlim> EnterAsync(CancellationToken cancellationToken = default)
        {
            await semaphore.WaitAsync(cancellationToken);
            Interlocked.Increment(ref _held);
            return semaphore;
        }

        public ValueTask<bool> ExitAsync(Exception? exception)
        {
            if (Interlocked.Decrement(ref _held) < 0)
                throw new InvalidOperationException("not entered");
            semaphore.Release();
            return default;
        }
    }

    private sealed class CheckedSpan(ActivitySource source, string name) : IAsyncContextManager<Activity?>
    {
        private bool _isEntered; // not atomic: there is nothing to lose
        private Activity? _span;

        public ValueTask<Activity?> EnterAsync(CancellationToken cancellationToken = default)
        {
            if (_isEntered)
                throw new InvalidOperationException("entered twice");
            _isEntered = true;
            return new ValueTask<Activity?>(_span = source.StartActivity(name));
        }

        public ValueTask<bool> ExitAsync(Exception? exception)
        {
            if (!_isEntered)
                throw new InvalidOperationException("not entered");
            _isEntered = false;
            if (exception is not null)
                _span?.SetStatus(ActivityStatusCode.Error, exception.Message).AddException(exception);
            _span?.Dispose();
            return default;
        }
    }

    private sealed class CheckedDisposable(Func<CancellationToken, ValueTask<IAsyncDisposable>> open) : Checked<IAsyncDisposable>
    {
        private IAsyncDisposable? _resource;

        protected override async ValueTask<IAsyncDisposable> AcquireAsync(CancellationToken cancellationToken)
        {
            try
            {
                return _resource = await open(cancellationToken);
            }
            catch (Exception)
            {
                Leave();
                throw;
            }
        }

        protected override async ValueTask<bool> ReleaseAsync(Exception? exception)
        {
            await _resource!.DisposeAsync();
            return false;
        }
    }
}
