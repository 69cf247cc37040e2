using System.Runtime.ExceptionServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>What the statement and its relatives cost, where that is exact: bytes per use, and throws on the way of an exception.</summary>
public sealed partial class AsyncContextManagerExtensionsTests
{
    private static readonly FreeManager _free = new();
    private static readonly IAsyncContextManager<SemaphoreSlim> _gate = new SemaphoreSlim(1).Acquire();
    private static readonly System.Diagnostics.ActivitySource _unheard = new(nameof(AsyncContextManagerExtensionsTests));

    public static TheoryData<string, long> Bytes => new()
    {
        { "class manager", 0 },
        { "class manager with result", 0 },
        { "generator", 128 },
        { "exit stack of ten", 360 },
        { "scoped method with one manager", 88 },
        { "scoped method with three managers", 200 },
        { "scoped method without", 0 },
        { "query of three managers", 152 },
        { "semaphore's manager, kept", 0 },
        { "span that nobody listens to", 40 },
        { "disposable that is opened", 64 },
    };

    [Theory, MemberData(nameof(Bytes))]
    public async Task A_use_that_completes_synchronously_allocates_no_more_than(string what, long bytes)
    {
        Assert.SkipWhen(ObservedRun.IsOn, ObservedRun.Reason);
        Assert.SkipWhen(Optimized.IsOff || RuntimeAsync.IsOn, "The compiler's state machines are other ones in this build.");
        const int Uses = 1_000;
        Func<ValueTask> use = what switch
        {
            "class manager" => () => _free.UseAsync(static _ => default(ValueTask)),
            "class manager with result" => async () => await _free.UseAsync(static resource => new ValueTask<int>(resource)),
            "generator" => () => AsyncContextManager.Create<int>(static async yield =>
            {
                try { await yield.Return(1); }
                finally { _free.Touch(); }
            }).UseAsync(static _ => default(ValueTask)),
            "exit stack of ten" => () => new AsyncExitStack().UseAsync(static async stack =>
            {
                for (var i = 0; i < 10; i++)
                    await stack.EnterContextAsync(_free);
            }),
            "scoped method with one manager" => async () => await OneAsync(),
            "scoped method with three managers" => async () => await ThreeAsync(),
            "query of three managers" => static () => Three().UseAsync(static _ => default(ValueTask)),
            "semaphore's manager, kept" => static () => _gate.UseAsync(static _ => default(ValueTask)),
            "span that nobody listens to" => static () => _unheard.StartSpan("work").UseAsync(static _ => default(ValueTask)),
            "disposable that is opened" => static () =>
                AsyncContextManager.FromDisposable<FreeManager>(static _ => new(new FreeManager())).UseAsync(static _ => default(ValueTask)),
            _ => async () => await NoneAsync(),
        };

        for (var warmUp = 0; warmUp < 3; warmUp++)
            await use();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Uses; i++)
            await use();
        var perUse = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Uses;

        Assert.InRange(perUse, 0, bytes + 0.5);

        static async Scoped OneAsync() => _free.Touch(await Scope.Enter(_free));
        static async Scoped NoneAsync() => _free.Touch();
        static async Scoped ThreeAsync() => _free.Touch(await Scope.Enter(_free) + await Scope.Enter(_free) + await Scope.Enter(_free));
        static IAsyncContextManager<int> Three() =>
            from a in (IAsyncContextManager<int>)_free
            from b in _free
            from c in _free
            select a + b + c;
    }

    [Fact]
    public void A_statement_whose_enter_suspends_makes_no_object_of_an_awaiter()
    {
        Assert.SkipWhen(Optimized.IsOff || RuntimeAsync.IsOn || ObservedRun.IsOn, "The state machines are other ones in this run.");

        Assert.Equal(304, BytesWhileSuspended(1, Use)); // the manager, the delegate and the state machine
        Assert.Equal(320, BytesWhileSuspended("one", Use)); // two fields are larger

        static void Use<T>(Task<T> opening) => _ = new PendingManager<T>(opening).UseAsync(static _ => default(ValueTask)).AsTask();
    }

    [Fact]
    public void An_await_in_a_generator_costs_as_much_for_a_class_as_for_a_number()
    {
        Assert.SkipWhen(Optimized.IsOff || RuntimeAsync.IsOn || ObservedRun.IsOn, "The state machines are other ones in this run.");

        Assert.Equal(BytesWhileSuspended(1, Enter), BytesWhileSuspended("one", Enter));

        static void Enter<T>(Task<T> opening) => _ = AsyncContextManager.Create<int>(async yield =>
        {
            await opening;
            await yield.Return(1);
        }).EnterAsync().AsTask();
    }

    /// <summary>The bytes that a use allocates which awaits a task with that result.</summary>
    private static double BytesWhileSuspended<T>(T result, Action<Task<T>> use)
    {
        const int Uses = 1_000;
        var opening = Array.ConvertAll(new TaskCompletionSource<T>[3 * Uses], static _ => new TaskCompletionSource<T>());
        Use(0, 2 * Uses);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Use(2 * Uses, Uses);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Uses;

        void Use(int first, int count)
        {
            for (var i = first; i < first + count; i++)
            {
                use(opening[i].Task);
                opening[i].SetResult(result);
            }
        }
    }

    public static TheoryData<string, int> Throws => new()
    {
        { "await using", 3 }, // the block, the rethrow after DisposeAsync, the caller
        { "class manager", 2 }, // the block, the caller
        { "class manager with result", 2 },
        { "generator", 3 }, // and the yield
        { "exit stack of ten", 2 },
        { "scoped method with one manager", 2 },
    };

    [Theory, MemberData(nameof(Throws))]
    public async Task An_exception_is_thrown_on_its_way_no_more_often_than(string what, int times)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, "The runtime throws by itself there.");
        var exception = new BlockException();
        var counted = 0;
        void Count(object? sender, FirstChanceExceptionEventArgs e)
        {
            if (ReferenceEquals(e.Exception, exception)) // it is called on all threads that throw, so to add a zero would lose what another adds
                Interlocked.Increment(ref counted);
        }

        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            await UseAsync();
        }
        catch (BlockException)
        {
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.Equal(times, counted);

        ValueTask UseAsync() => what switch
        {
            "await using" => AwaitUsingAsync(),
            "class manager" => _free.UseAsync(async _ => throw exception),
            "class manager with result" => WithResultAsync(),
            "generator" => AsyncContextManager.Create<int>(static async yield =>
            {
                try { await yield.Return(1); }
                finally { _free.Touch(); }
            }).UseAsync(async _ => throw exception),
            "exit stack of ten" => new AsyncExitStack().UseAsync(async stack =>
            {
                for (var i = 0; i < 10; i++)
                    await stack.EnterContextAsync(_free);
                throw exception;
            }),
            _ => new ValueTask(ScopedAsync().AsTask()),
        };

        async ValueTask AwaitUsingAsync()
        {
            await using var resource = _free;
            throw exception;
        }

        ValueTask WithResultAsync() => new(_free.UseAsync(ValueTask<int> (_) => FailAsync()).AsTask());

        async ValueTask<int> FailAsync() => throw exception;

        async Scoped ScopedAsync()
        {
            await Scope.Enter(_free);
            throw exception;
        }
    }

    private sealed class PendingManager<T>(Task<T> opening) : IAsyncContextManager<T>
    {
        public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => new(opening);

        public ValueTask<bool> ExitAsync(Exception? exception) => default;
    }

    private sealed class FreeManager : IAsyncContextManager<int>, IAsyncDisposable
    {
        private int _touched;

        public ValueTask<int> EnterAsync(CancellationToken cancellationToken = default) => new(1);

        public ValueTask<bool> ExitAsync(Exception? exception) => new(false);

        public ValueTask DisposeAsync() => default;

        public void Touch(int by = 1) => _touched += by;
    }
}
