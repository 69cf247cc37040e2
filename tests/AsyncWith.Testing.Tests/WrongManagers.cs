namespace AsyncWith.Testing.Tests;

/// <summary>Managers that do one thing wrong each.</summary>
internal sealed class WrongManagers(OpenHandles handles)
{
    private static readonly IDisposable _nothing = new MemoryStream();

    public IAsyncContextManager<IDisposable> LeaksAfterFailure() => AsyncContextManager.Create<IDisposable>(async yield =>
    {
        var handle = handles.Take();
        await yield.Return(handle);
        handle.Dispose(); // in no finally
    });

    public IAsyncContextManager<IDisposable> LeaksWhereEnterIsCancelled() => AsyncContextManager.FromAcquireRelease(
        async cancellationToken =>
        {
            var handle = handles.Take();
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return handle;
        },
        async (handle, _) => handle.Dispose());

    public IAsyncContextManager<IDisposable> LeaksWhereTokenIsCancelledAtFirst() => AsyncContextManager.FromAcquireRelease(
        cancellationToken =>
        {
            var handle = handles.Take();
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(handle);
        },
        async (handle, _) => handle.Dispose());

    public IAsyncContextManager<IDisposable> Swallows() => AsyncContextManager.Create<IDisposable>(async yield =>
    {
        using var handle = handles.Take();
        try
        {
            await yield.Return(handle);
        }
        catch (Exception)
        {
            await Task.Yield();
        }
    });

    public IAsyncContextManager<IDisposable> SwallowsCancellation() => AsyncContextManager.Create<IDisposable>(async yield =>
    {
        using var handle = handles.Take();
        try
        {
            await yield.Return(handle);
        }
        catch (OperationCanceledException)
        {
        }
    });

    public IAsyncContextManager<IDisposable> Loses() => new FunctionManager(
        async _ => _nothing,
        async exception => exception is null ? false : throw new InvalidOperationException("rolled back"));

    public IAsyncContextManager<IDisposable> Replaces() => new FunctionManager(
        async _ => _nothing,
        async exception => exception is null ? false : throw new InvalidOperationException("rolled back", exception));

    public IAsyncContextManager<IDisposable> CutsTheCommitShort() => AsyncContextManager.Create<IDisposable>(async (yield, cancellationToken) =>
    {
        using var handle = handles.Take();
        await yield.Return(handle);
        await Task.Delay(0, cancellationToken);
    });

    public IAsyncContextManager<IDisposable> CutsTheRollbackShort() => AsyncContextManager.Create<IDisposable>(async (yield, cancellationToken) =>
    {
        using var handle = handles.Take();
        try
        {
            await yield.Return(handle);
        }
        catch
        {
            await Task.Delay(0, cancellationToken);
            throw;
        }
    });

    public IAsyncContextManager<IDisposable> HangsAfterFailure() => new FunctionManager(async _ => _nothing, async exception =>
    {
        if (exception is not null)
            await new TaskCompletionSource().Task;
        return false;
    });

    public IAsyncContextManager<IDisposable> BlocksItsThread() => new FunctionManager(
        async _ => _nothing,
        exception =>
        {
            YieldAsync().Wait(); // its last step is to run on this thread
            return default;

            static async Task YieldAsync() => await Task.Yield();
        });

    public IAsyncContextManager<IDisposable> CannotBeEntered() =>
        new FunctionManager(async _ => throw new FileNotFoundException("no such file"), async _ => false);

    public IAsyncContextManager<IDisposable> HidesTheCancellation() => new FunctionManager(
        async cancellationToken =>
        {
            await Task.Yield();
            return cancellationToken.IsCancellationRequested ? throw new TimeoutException("not connected") : _nothing;
        },
        async _ => false);

    public IAsyncContextManager<IDisposable> FailsAfterSuccess() => new FunctionManager(
        async _ => _nothing,
        async exception => exception is null ? throw new InvalidOperationException("nothing to roll back") : false);

    public IAsyncContextManager<IDisposable> BreaksWhenUsedAgain()
    {
        Stream? stream = new MemoryStream();
        return new FunctionManager(
            async _ =>
            {
                stream!.Position = 0;
                return stream;
            },
            async _ =>
            {
                stream = null;
                return false;
            });
    }

    public IAsyncContextManager<IDisposable> LeaksWhenUsedAtTheSameTime()
    {
        IDisposable? handle = null;
        return new FunctionManager(
            async _ =>
            {
                await Task.Yield();
                return handle = handles.Take();
            },
            async _ =>
            {
                await Task.Yield();
                handle!.Dispose();
                return false;
            });
    }

    public IAsyncContextManager<IDisposable> RefusesBothOfTwo()
    {
        var users = 0;
        return new FunctionManager(
            async _ =>
            {
                users++;
                await Task.Yield();
                return users == 1 ? _nothing : throw new InvalidOperationException("used by two");
            },
            async _ =>
            {
                await Task.Yield();
                users--;
                return false;
            });
    }

    public IAsyncContextManager<IDisposable> ThrowsWhereNobodyAwaits() => new FunctionManager(
        async _ => _nothing,
        async _ =>
        {
            Release();
            await Task.Yield();
            await Task.Yield();
            return false;

            static async void Release()
            {
                await Task.Yield();
                throw new IOException("not released");
            }
        });
}
