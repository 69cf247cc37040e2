using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>A generator keeps the contract of every manager, however it acquires and releases.</summary>
public abstract class AsyncContextManagerOfTTests(Interleaving interleaving) : AsyncContextManagerContract<string>
{
    private int _held;

    protected override int? Held => Volatile.Read(ref _held);

    protected override IAsyncContextManager<string> Create() => AsyncContextManager.Create<string>(async yield =>
    {
        await interleaving.RunAsync(() => Interlocked.Increment(ref _held));
        try
        {
            await yield.Return("resource");
        }
        finally
        {
            await interleaving.RunAsync(() => Interlocked.Decrement(ref _held));
        }
    });

    protected override void AssertResource(string resource) => Assert.Equal("resource", resource);

    public sealed class Synchronous() : AsyncContextManagerOfTTests(Interleaving.Synchronous);

    public sealed class Suspending() : AsyncContextManagerOfTTests(Interleaving.Suspends);

    public sealed class Suppressing() : AsyncContextManagerOfTTests(Interleaving.Suspends)
    {
        protected override bool Suppresses => true;

        protected override IAsyncContextManager<string> Create() => AsyncContextManager.Create<string>(async yield =>
        {
            try
            {
                await base.Create().UseAsync(async resource => await yield.Return(resource));
            }
            catch (Exception)
            {
                // suppressed
            }
        });

        protected override void AssertOutcome(Exception thrown, Exception? propagated) => Assert.Null(propagated);
    }
}
