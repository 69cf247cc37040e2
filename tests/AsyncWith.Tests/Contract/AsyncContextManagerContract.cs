using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary>What every context manager promises. The tests of each one inherit this and say how to make it and how to see that it leaks:</summary>
/// <remarks>
/// <code>
/// public sealed class LeaseContractTests : AsyncContextManagerContract&lt;Lease&gt;
/// {
///     private readonly Pool _pool = new();                                            // new for each test
///
///     protected override IAsyncContextManager&lt;Lease&gt; Create() => new Leasing(_pool);
///     protected override int? Held => _pool.Leased;
/// }
/// </code>
/// A manager that differs overrides the members below the line that it differs in, and nothing else.
/// </remarks>
public abstract partial class AsyncContextManagerContract<T>
{
    /// <summary>Makes a manager that can be entered at once, whatever happens to the others that were made.</summary>
    protected abstract IAsyncContextManager<T> Create();

    /// <summary>How many resources of all that were made are acquired and not released yet; <see langword="null"/> where there is nothing to
    /// see.</summary>
    protected abstract int? Held { get; }

    // ---- How this manager differs from most ----

    /// <summary>How often one manager may be entered.</summary>
    protected virtual Reuse Reuse => Reuse.SingleUse;

    /// <summary>Whether it notices an exit without an enter and an exit too many. If not, they must at least come to an end.</summary>
    protected virtual bool ReportsMisuse => true;

    /// <summary>Checks what the block is given.</summary>
    protected virtual void AssertResource(T resource) => Assert.NotNull(resource);

    /// <summary>Checks what left the statement, <see langword="null"/> if nothing, after the block threw. Override where it is suppressed or
    /// translated.</summary>
    protected virtual void AssertOutcome(Exception thrown, Exception? propagated) => Assert.Same(thrown, propagated);

    /// <summary>Checks the answer to wrong use.</summary>
    protected virtual void AssertMisuse(Exception? reported)
    {
        var misuse = Assert.IsType<InvalidOperationException>(reported, exactMatch: false);
        Assert.False(string.IsNullOrWhiteSpace(misuse.Message));
    }

    private void AssertHeld() => Assert.True(Held is null or > 0, "The block runs, but nothing is held.");

    private void AssertNothingHeld() => Assert.True(Held is null or 0, $"{Held} held after the exit.");

    private void AssertReported(Exception? reported)
    {
        if (ReportsMisuse)
            AssertMisuse(reported);
    }

    private static Task<Exception?> ErrorOfAsync<TResult>(Func<ValueTask<TResult>> call) => ErrorOfAsync(async () => { await call(); });

    private static async Task<Exception?> ErrorOfAsync(Func<ValueTask> call)
    {
        try
        {
            await call().OrTimeout();
            return null;
        }
        catch (Exception exception) when (exception is not HangException)
        {
            return exception;
        }
    }
}
