namespace AsyncWith.Benchmarks;

/// <summary>What people write without the library.</summary>
internal static class ByHand
{
    private static readonly SynchronousManager _synchronous = new();
    private static readonly SuspendingManager _suspending = new();
    private static int _sink;

    internal static async ValueTask SynchronousAsync()
    {
        var resource = await _synchronous.EnterAsync();
        try
        {
            _sink += resource;
        }
        catch (Exception exception)
        {
            if (!await _synchronous.ExitAsync(exception))
                throw;
            return;
        }

        await _synchronous.ExitAsync(null);
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
        await using var a = _synchronous;
        await using var b = _synchronous;
        await using var c = _synchronous;
        await using var d = _synchronous;
        await using var e = _synchronous;
        await using var f = _synchronous;
        await using var g = _synchronous;
        await using var h = _synchronous;
        await using var i = _synchronous;
        await using var j = _synchronous;
        _sink++;
    }
}
