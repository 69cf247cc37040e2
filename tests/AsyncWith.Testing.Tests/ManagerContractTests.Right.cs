using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AsyncWith.Testing.Tests;

/// <summary>Managers that are right, each in a way of its own: nothing is found.</summary>
public sealed partial class ManagerContractTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private readonly OpenHandles _handles = new();

    [Fact]
    public void A_class() => AssertRight(() => new FunctionManager(async _ => new MemoryStream(), async _ => false));

    [Fact]
    public void A_class_that_keeps_its_resource_and_answers_to_wrong_use() => AssertRight(() => new Renting(_handles));

    [Fact]
    public void A_generator() => AssertRight(Generator);

    [Fact]
    public void A_generator_that_does_not_suspend() => AssertRight(() => AsyncContextManager.Create<IDisposable>(async yield =>
    {
        using var handle = _handles.Take();
        await yield.Return(handle);
    }));

    [Fact]
    public void A_generator_around_a_generator() => AssertRight(() => AsyncContextManager.Create<IDisposable>(
        async (yield, cancellationToken) => await Generator().UseAsync(async handle => await yield.Return(handle), cancellationToken)));

    [Fact]
    public void A_transaction() => AssertRight(() => AsyncContextManager.Create<IDisposable>(async (yield, cancellationToken) =>
    {
        using var handle = _handles.Take();
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await yield.Return(handle);
        }
        catch
        {
            await Task.Delay(0, CancellationToken.None);
            throw;
        }

        await Task.Delay(0, CancellationToken.None);
    }));

    [Fact]
    public void One_that_suppresses_on_purpose() =>
        AssertRight(() => AsyncContextManager.Suppress<Exception>(), new ContractOptions { SuppressesExceptions = true });

    [Fact]
    public void One_that_translates_on_purpose() => AssertRight(
        () => AsyncContextManager.Create<int>(async yield =>
        {
            try
            {
                await yield.Return(1);
            }
            catch (Exception exception)
            {
                throw new InvalidDataException("translated", exception);
            }
        }),
        new ContractOptions { SuppressesExceptions = true });

    [Fact]
    public void One_that_tells_of_a_cancelled_enter_in_its_own_words() => AssertRight(() => AsyncContextManager.FromAcquireRelease(
        async cancellationToken =>
        {
            try
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                return _handles.Take();
            }
            catch (OperationCanceledException exception)
            {
                throw new IOException("not connected", exception);
            }
        },
        async (handle, _) => handle.Dispose()));

    [Fact]
    public void One_lock_for_all() => AssertRight(new SemaphoreSlim(1).Acquire);

    [Fact]
    public void One_that_throws_the_exception_of_its_block_itself() => AssertRight(() => new FunctionManager(
        async _ => new MemoryStream(),
        async exception => exception is null ? false : throw exception));

    [Fact]
    public void From_value() => AssertRight(() => AsyncContextManager.FromValue(1));

    [Fact]
    public void From_disposable() => AssertRight(() => AsyncContextManager.FromDisposable(_ => ValueTask.FromResult(new Resource(_handles))));

    [Fact]
    public void From_async_enumerable() => AssertRight(() => AsyncContextManager.FromAsyncEnumerable(_ => Iterate()));

    [Fact]
    public void Several_at_once() => AssertRight(() => AsyncContextManager.WhenAll(Generator(), Generator(), Generator()));

    [Fact]
    public void One_for_many() => AssertRight(AsOne(AsyncContextManager.Shared(Generator)));

    [Fact]
    public void A_query() => AssertRight(() => from a in Generator() from b in Generator() select (a, b));

    [Fact]
    public void With_an_exit_timeout() => AssertRight(() => Generator().WithExitTimeout(_minute, new FakeTimeProvider()));

    [Fact]
    public void Without_the_context_of_the_caller() => AssertRight(() => Generator().ConfigureAwait(false));

    [Fact]
    public void A_stack() => AssertRight(() => new AsyncExitStack());

    [Fact]
    public void A_deadline() => AssertRight(() => Deadline.After(_minute, new FakeTimeProvider()));

    [Fact]
    public void A_group() => AssertRight(TaskGroup.Create);

    [Fact]
    public void A_span()
    {
        using var source = new ActivitySource("contract");
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate == source,
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);

        AssertRight(() => source.StartSpan("span"));
    }

    [Fact]
    public void A_directory() => AssertRight(() => TemporaryDirectory.Create());

    private static Func<IAsyncContextManager<T>> AsOne<T>(IAsyncContextManager<T> manager) => () => manager;

    private AsyncContextManager<IDisposable> Generator() => AsyncContextManager.Create<IDisposable>(async (yield, cancellationToken) =>
    {
        await Task.Delay(0, cancellationToken);
        await Task.Yield();
        using var handle = _handles.Take();
        try
        {
            await yield.Return(handle);
        }
        finally
        {
            await Task.Yield();
        }
    });

    private async IAsyncEnumerable<IDisposable> Iterate()
    {
        await Task.Yield();
        using var handle = _handles.Take();
        try
        {
            yield return handle;
        }
        finally
        {
            await Task.Yield();
        }
    }

    private void AssertRight<T>(Func<IAsyncContextManager<T>> factory, ContractOptions? options = null)
    {
        Assert.Empty(ManagerContract.Check(factory, new ContractOptions
        {
            OpenCount = () => _handles.Open,
            SuppressesExceptions = options?.SuppressesExceptions ?? false,
            Repetitions = 1,
            Hangs = _limit,
        }));
        Assert.Equal(0, _handles.Open);
    }

    private sealed class Resource : IAsyncDisposable
    {
        private readonly IDisposable _handle;

        public Resource(OpenHandles handles) => _handle = handles.Take();

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            _handle.Dispose();
        }
    }

    /// <summary>One block at a time.</summary>
    private sealed class Renting(OpenHandles handles) : IAsyncContextManager<IDisposable>
    {
        private IDisposable? _handle;
        private int _users;

        public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken = default)
        {
            if (Interlocked.Exchange(ref _users, 1) == 1)
                throw new InvalidOperationException("It is rented already. Wait for its block to end.");

            try
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                return _handle = handles.Take();
            }
            catch
            {
                _users = 0;
                throw;
            }
        }

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            await Task.Yield();
            _handle!.Dispose();
            _handle = null;
            _users = 0;
            return false;
        }
    }
}
