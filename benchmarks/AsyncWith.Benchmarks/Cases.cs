namespace AsyncWith.Benchmarks;

/// <summary>The cases, each a pair of loops around one operation.</summary>
internal static class Cases
{
    private static readonly SynchronousManager _synchronous = new();
    private static readonly SuspendingManager _suspending = new();
    private static int _sink;

    // As the library sees them: by their interface, of a type that the JIT does not know.
    private static IAsyncContextManager<int> Manager { get; set; } = _synchronous;

    internal static IReadOnlyList<Case> All { get; } =
    [
        new("statement", "class manager, synchronous", "enter/try/catch/exit by hand", 1.25, 1.0, 0,
            n => Loop(n, ByHand.SynchronousAsync), ClassSynchronous),
        new("statement", "class manager, all suspend once", "the same by hand", 1.3, 1.1, null,
            n => Loop(n, ByHand.SuspendingAsync), ClassSuspending),
        new("generators", "generator, synchronous", "await foreach over an async iterator", 1.5, 1.0, 160,
            n => Loop(n, ByHand.IteratorAsync), GeneratorSynchronous),
        new("generators", "generator, all suspend once", "await foreach over an async iterator", 1.5, 1.2, null,
            n => Loop(n, ByHand.SuspendingIteratorAsync), GeneratorSuspending),
        new("statement", "the body throws, class manager", "await using and throw", 1.0, 0.7, null,
            n => Loop(n, ByHand.ThrowingAsync), ClassThrowing),
        new("generators", "the body throws, generator", "await using and throw", 1.5, 1.2, null,
            n => Loop(n, ByHand.ThrowingAsync), GeneratorThrowing),
        new("combinations", "exit stack, ten class managers", "ten nested await using", 3.0, 2.0, 900,
            n => Loop(n, ByHand.TenNestedAsync), StackOfTen),
        new("combinations", "scoped method, one class manager", "enter/try/catch/exit by hand", 10.0, 4.0, 500,
            n => Loop(n, ByHand.SynchronousAsync), ScopedOne),
        new("combinations", "scoped method that enters nothing", "async Task method", 1.5, 1.1, null, PlainMethod, ScopedNone),
        .. ReadyMadeCases.All,
        .. CombinationCases.All,
        .. OtherLibraryCases.All,
        .. PromiseCases.All,
    ];

    internal static AsyncContextManager<int> Generator() => AsyncContextManager.Create<int>(static async yield =>
    {
        try { await yield.Return(1); }
        finally { _sink++; }
    });

    private static AsyncContextManager<int> SuspendingGenerator() => AsyncContextManager.Create<int>(static async yield =>
    {
        await Pump.Suspend();
        try { await yield.Return(1); }
        finally { await Pump.Suspend(); }
    });

    private static async Task Loop(int n, Func<ValueTask> operation)
    {
        for (var i = 0; i < n; i++)
            await operation();
    }

    private static async Task ClassSynchronous(int n)
    {
        for (var i = 0; i < n; i++)
            await Manager.UseAsync(static resource => { _sink += resource; return default(ValueTask); });
    }

    private static async Task ClassSuspending(int n)
    {
        for (var i = 0; i < n; i++)
            await _suspending.UseAsync(static async resource => { await Pump.Suspend(); _sink += resource; });
    }

    private static async Task GeneratorSynchronous(int n)
    {
        for (var i = 0; i < n; i++)
            await Generator().UseAsync(static resource => { _sink += resource; return default(ValueTask); });
    }

    private static async Task GeneratorSuspending(int n)
    {
        for (var i = 0; i < n; i++)
            await SuspendingGenerator().UseAsync(static async resource => { await Pump.Suspend(); _sink += resource; });
    }

    private static async Task ClassThrowing(int n)
    {
        for (var i = 0; i < n; i++)
        {
            try { await _synchronous.UseAsync(static async resource => throw new FormatException()); }
            catch (FormatException) { _sink++; }
        }
    }

    private static async Task GeneratorThrowing(int n)
    {
        for (var i = 0; i < n; i++)
        {
            try { await Generator().UseAsync(static async resource => throw new FormatException()); }
            catch (FormatException) { _sink++; }
        }
    }

    private static async Task StackOfTen(int n)
    {
        for (var i = 0; i < n; i++)
        {
            await new AsyncExitStack().UseAsync(static async stack =>
            {
                for (var entered = 0; entered < 10; entered++)
                    _sink += await stack.EnterContextAsync(_synchronous);
            });
        }
    }

    private static async Task ScopedOne(int n)
    {
        for (var i = 0; i < n; i++)
            await Method();

        static async Scoped Method() => _sink += await Scope.Enter(_synchronous);
    }

    private static async Task ScopedNone(int n)
    {
        for (var i = 0; i < n; i++)
            await Method();

        static async Scoped Method() => _sink++;
    }

    private static async Task PlainMethod(int n)
    {
        for (var i = 0; i < n; i++)
            await Method();

        static async Task Method() => _sink++;
    }
}
