namespace AsyncWith.Benchmarks;

/// <summary>Several managers for one block, against the nested statements and the loop that one writes by hand.</summary>
internal static class CombinationCases
{
    private const string Group = "combinations";
    private static readonly SynchronousManager _synchronous = new();
    private static int _sink;

    // As the library sees them: by their interface, of a type that the JIT does not know.
    private static IAsyncContextManager<int> Manager { get; set; } = _synchronous;

    internal static Func<IAsyncDisposable> Open { get; set; } = static () => new Resource();

    internal static IReadOnlyList<Case> All { get; } =
    [
        new(Group, "query of three managers", "three nested enter/try/exit by hand", 4.0, 3.0, 200,
            n => Loop(n, ThreeByHandAsync), Queries),
        new(Group, "tuple of three managers", "three nested enter/try/exit by hand", 2.0, 1.5, 0,
            n => Loop(n, ThreeByHandAsync), Tuples),
        new(Group, "scoped method, three managers", "three nested enter/try/exit by hand", 4.0, 3.0, 200,
            n => Loop(n, ThreeByHandAsync), Scopes),
        new(Group, "generator with await using inside", "await using of the same", 6.0, 4.0, null,
            n => Loop(n, DisposableByHandAsync), GeneratorsWithDisposable),
        new(Group, "exit stack, ten managers", "loop by hand: a stack, exits told the pending exception, no lock", 1.5, 1.2, 360,
            n => Loop(n, LoopByHandAsync), StackOfTen),
    ];

    private static async Task Loop(int n, Func<ValueTask> operation)
    {
        for (var i = 0; i < n; i++)
            await operation();
    }

    internal static async ValueTask ThreeByHandAsync()
    {
        var a = await Manager.EnterAsync();
        Exception? thrownByA = null;
        try
        {
            var b = await Manager.EnterAsync();
            Exception? thrownByB = null;
            try
            {
                var c = await Manager.EnterAsync();
                Exception? thrownByC = null;
                try
                {
                    _sink += a + b + c;
                }
                catch (Exception exception)
                {
                    thrownByC = exception;
                }

                if (!await Manager.ExitAsync(thrownByC) && thrownByC is not null)
                    throw thrownByC;
            }
            catch (Exception exception)
            {
                thrownByB = exception;
            }

            if (!await Manager.ExitAsync(thrownByB) && thrownByB is not null)
                throw thrownByB;
        }
        catch (Exception exception)
        {
            thrownByA = exception;
        }

        if (!await Manager.ExitAsync(thrownByA) && thrownByA is not null)
            throw thrownByA;
    }

    private static async Task Queries(int n)
    {
        for (var i = 0; i < n; i++)
        {
            var three = from a in Manager
                        from b in Manager
                        from c in Manager
                        select a + b + c;
            await three.UseAsync(static sum => { _sink += sum; return default(ValueTask); });
        }
    }

    private static async Task Tuples(int n)
    {
        for (var i = 0; i < n; i++)
            await (Manager, Manager, Manager).UseAsync(static (a, b, c) => { _sink += a + b + c; return default(ValueTask); });
    }

    private static async Task Scopes(int n)
    {
        for (var i = 0; i < n; i++)
            await Method();

        static async Scoped Method()
        {
            var a = await Scope.Enter(Manager);
            var b = await Scope.Enter(Manager);
            var c = await Scope.Enter(Manager);
            _sink += a + b + c;
        }
    }

    internal static async ValueTask DisposableByHandAsync()
    {
        await using var resource = Open();
        _sink++;
    }

    private static async Task GeneratorsWithDisposable(int n)
    {
        for (var i = 0; i < n; i++)
            await Resources().UseAsync(static _ => { _sink++; return default(ValueTask); });

        static AsyncContextManager<IAsyncDisposable> Resources() => AsyncContextManager.Create<IAsyncDisposable>(static async yield =>
        {
            await using var resource = Open();
            await yield.Return(resource);
        });
    }

    internal static async ValueTask LoopByHandAsync()
    {
        var entered = new Stack<IAsyncContextManager<int>>();
        Exception? pending = null;
        try
        {
            for (var i = 0; i < 10; i++)
            {
                _sink += await Manager.EnterAsync();
                entered.Push(Manager);
            }
        }
        catch (Exception exception)
        {
            pending = exception;
        }

        var isOver = pending is null;
        while (entered.TryPop(out var manager))
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
        _sink += isOver ? 1 : 0;
    }

    private static async Task StackOfTen(int n)
    {
        for (var i = 0; i < n; i++)
        {
            await new AsyncExitStack().UseAsync(static async stack =>
            {
                for (var entered = 0; entered < 10; entered++)
                    _sink += await stack.EnterContextAsync(Manager);
            });
        }
    }

    private sealed class Resource : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => default;
    }
}
