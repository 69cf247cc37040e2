namespace AsyncWith.Benchmarks;

/// <summary>What people write without the library.</summary>
internal static class ByHand
{
    private static readonly SynchronousManager _synchronous = new();
    private static readonly SuspendingManager _suspending = new();
    private static int _sink;

    // As the library sees them: by their interface, of a type that the JIT does not know.
    private static IAsyncContextManager<int> Manager { get; set; } = _synchronous;

    private static IAsyncDisposable Disposable { get; set; } = _synchronous;

    internal static async ValueTask SynchronousAsync()
    {
        var resource = await Manager.EnterAsync();
        try
        {
            _sink += resource;
        }
        catch (Exception exception)
        {
            if (!await Manager.ExitAsync(exception))
                throw;
            return;
        }

        await Manager.ExitAsync(null);
    }

    internal static async ValueTask SuspendingAsync()
    {
        var resource = await _suspending.EnterAsync();
        try
        {
            await Body(resource);
        }
        catch (Exception exception)
        {
            if (!await _suspending.ExitAsync(exception))
                throw;
            return;
        }

        await _suspending.ExitAsync(null);

        static async ValueTask Body(int resource)
        {
            await Pump.Suspend();
            _sink += resource;
        }
    }

    internal static async ValueTask IteratorAsync()
    {
        await foreach (var resource in Iterator())
            _sink += resource;

        static async IAsyncEnumerable<int> Iterator()
        {
            try
            {
                await default(ValueTask);
                yield return 1;
            }
            finally
            {
                _sink++;
            }
        }
    }

    internal static async ValueTask SuspendingIteratorAsync()
    {
        await foreach (var resource in Iterator())
        {
            await Pump.Suspend();
            _sink += resource;
        }

        static async IAsyncEnumerable<int> Iterator()
        {
            await Pump.Suspend();
            try { yield return 1; }
            finally { await Pump.Suspend(); }
        }
    }

    internal static async ValueTask ThrowingAsync()
    {
        try { await Block(); }
        catch (FormatException) { _sink++; }

        static async ValueTask Block()
        {
            await using var resource = _synchronous;
            throw new FormatException();
        }
    }

    internal static async ValueTask TenNestedAsync()
    {
        await using var a = Disposable;
        await using var b = Disposable;
        await using var c = Disposable;
        await using var d = Disposable;
        await using var e = Disposable;
        await using var f = Disposable;
        await using var g = Disposable;
        await using var h = Disposable;
        await using var i = Disposable;
        await using var j = Disposable;
        _sink++;
    }
}
