using AsyncWith.Leases.Tests.Support;
using AsyncWith.Tests.Support;
using Medallion.Threading;
using Xunit;

namespace AsyncWith.Leases.Tests;

/// <summary>The table's rows in every interleaving, and what a real lock does too seldom.</summary>
public sealed class LeaseContextManagersTests
{
    private const string Row = "Row";

    [Theory, AllCombinations, Trait(Row, "release fails")]
    public async Task A_release_that_fails_after_the_block_completed_is_a_loss_with_the_cause_inside(Interleaving acquiring, Interleaving releasing)
    {
        var failure = new IOException("no answer");

        var fake = new FakeLock { Acquiring = acquiring, Releasing = releasing, ReleaseFailure = failure };
        var error = await Manager(fake).ErrorOfAsync(async lease => { });

        Assert.Same(failure, Assert.IsType<LeaseLostException>(error).InnerException);
    }

    [Theory, AllCombinations, Trait(Row, "release fails")]
    public async Task A_release_that_fails_after_the_block_was_cancelled_is_a_loss_with_both_inside(Interleaving releasing)
    {
        var (failure, canceled) = (new IOException("no answer"), new OperationCanceledException());

        var error = await Manager(new FakeLock { Releasing = releasing, ReleaseFailure = failure }).ErrorOfAsync(async lease => throw canceled);

        var lost = Assert.IsType<LeaseLostException>(error);
        Assert.Same(canceled, lost.InnerException);
        Assert.Same(failure, lost.Data["AsyncWith.ReleaseFailure"]);
    }

    [Theory, AllCombinations, Trait(Row, "any other exception, lease lost")]
    public async Task A_release_that_fails_after_the_block_failed_is_noted_on_its_exception(Interleaving releasing)
    {
        var (failure, thrown) = (new IOException("no answer"), new InvalidDataException());

        var error = await Manager(new FakeLock { Releasing = releasing, ReleaseFailure = failure }).ErrorOfAsync(async lease => throw thrown);

        Assert.Same(thrown, error);
        Assert.Same(failure, Assert.IsType<LeaseLostException>(thrown.Data["AsyncWith.LeaseLost"]).InnerException);
    }

    [Fact, Trait(Row, "any other exception, lease lost")]
    public async Task Two_losses_around_one_failure_are_both_noted()
    {
        var thrown = new InvalidDataException();

        var error = await Manager(Lost()).ErrorOfAsync(async _ => await Manager(Lost()).UseAsync(async lease => throw thrown));

        Assert.Same(thrown, error);
        var noted = Assert.IsType<AggregateException>(thrown.Data["AsyncWith.LeaseLost"]);
        Assert.All(noted.InnerExceptions, inner => Assert.IsType<LeaseLostException>(inner));
        Assert.Equal(2, noted.InnerExceptions.Count);

        static FakeLock Lost() => new() { ReleaseFailure = new IOException() };
    }

    [Theory, AllCombinations, Trait(Row, "completes, lease lost (noticed)")]
    public async Task A_block_that_completes_after_the_loss_fails(Interleaving block, Interleaving releasing)
    {
        var fake = new FakeLock { Releasing = releasing };

        var error = await Manager(fake).ErrorOfAsync(lease => block.RunAsync(fake.Lost.Cancel).AsTask());

        Assert.Null(Assert.IsType<LeaseLostException>(error).InnerException);
        Assert.Equal(0, fake.Held);
    }

    [Theory, AllCombinations, Trait(Row, "the lock cannot report loss")]
    public async Task A_lock_that_cannot_report_its_loss_is_refused_and_given_back(Interleaving acquiring, Interleaving releasing)
    {
        var fake = new FakeLock { Acquiring = acquiring, Releasing = releasing, ReportsLoss = false };

        var error = await Manager(fake).ErrorOfAsync(async lease => Assert.Fail("It ran."));

        Assert.Contains("HandleLostToken", Assert.IsType<NotSupportedException>(error).Message, StringComparison.Ordinal);
        Assert.Equal(0, fake.Held);
    }

    [Theory, AllCombinations]
    public async Task A_lock_that_cannot_be_acquired_fails_the_enter_with_its_own_exception(Interleaving acquiring)
    {
        var failure = new IOException("no server");

        var fake = new FakeLock { Acquiring = acquiring, AcquireFailure = failure };
        Assert.Same(failure, await Manager(fake).ErrorOfAsync(async lease => Assert.Fail("It ran.")));
    }

    [Fact]
    public async Task A_lock_that_is_lost_before_the_block_begins_fails_the_enter()
    {
        var fake = new FakeLock();

        var error = await Manager(fake, new LeaseOptions { FencingTokens = async (_, _) => { await fake.Lost.CancelAsync(); return 1; } })
            .ErrorOfAsync(async lease => Assert.Fail("It ran."));

        Assert.IsType<LeaseLostException>(error);
        Assert.Equal(0, fake.Held);
    }

    [Fact]
    public async Task A_failing_enter_whose_release_fails_too_loses_neither_exception()
    {
        var (failure, thrown) = (new IOException("no answer"), new InvalidDataException("no token"));

        var error = await Manager(new FakeLock { ReleaseFailure = failure }, new LeaseOptions { FencingTokens = (_, _) => throw thrown })
            .ErrorOfAsync(async lease => Assert.Fail("It ran."));

        Assert.Same(thrown, error);
        Assert.Same(failure, Assert.IsType<LeaseLostException>(thrown.Data["AsyncWith.LeaseLost"]).InnerException);
    }

    [Fact]
    public async Task A_caller_that_is_cancelled_once_the_lock_is_held_keeps_the_lease()
    {
        using var source = new CancellationTokenSource();
        var fake = new FakeLock();

        var error = await Manager(fake, new LeaseOptions { FencingTokens = async (_, _) => { await source.CancelAsync(); return 7; } })
            .ErrorOfAsync(async lease => Assert.Equal((7, 1), (lease.FencingToken, fake.Held)), source.Token);

        Assert.Null(error);
    }

    [Fact]
    public async Task The_enter_passes_on_the_time_limit_and_the_callers_token()
    {
        using var source = new CancellationTokenSource();
        var fake = new FakeLock();
        CancellationToken fencing = default;

        await Manager(fake).UseAsync(async () => { }, source.Token);
        await Manager(fake, new LeaseOptions
        {
            AcquireTimeout = TimeSpan.FromSeconds(3),
            FencingTokens = async (_, cancellationToken) => { fencing = cancellationToken; return 1; },
        }).UseAsync(async () => { }, source.Token);

        Assert.Equal([("lock", Timeout.InfiniteTimeSpan, source.Token), ("lock", TimeSpan.FromSeconds(3), source.Token)], fake.Asked);
        Assert.Equal(source.Token, fencing);
    }

    [Fact]
    public async Task Semaphores_and_locks_for_readers_and_writers_make_leases_too()
    {
        var fake = new FakeLock();
        IAsyncContextManager<Lease>[] managers =
        [
            ((IDistributedSemaphore)fake).Lease(),
            ((IDistributedReaderWriterLock)fake).ReadLease(),
            ((IDistributedReaderWriterLock)fake).WriteLease(),
        ];

        foreach (var manager in managers)
            Assert.Null(await manager.ErrorOfAsync(async lease => Assert.Equal(("fake", 1), (lease.Name, fake.Held))));

        Assert.Equal(["semaphore", "read", "write"], fake.Asked.Select(asked => asked.Kind));
        Assert.Equal(0, fake.Held);
    }

    [Fact]
    public void A_negative_time_limit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeaseOptions { AcquireTimeout = TimeSpan.FromSeconds(-2) });
        Assert.Equal(Timeout.InfiniteTimeSpan, new LeaseOptions { AcquireTimeout = Timeout.InfiniteTimeSpan }.AcquireTimeout);
    }

    [Fact]
    public void Null_is_refused_at_once()
    {
        Assert.Throws<ArgumentNullException>(() => ((IDistributedLock)null!).Lease());
        Assert.Throws<ArgumentNullException>(() => ((IDistributedSemaphore)null!).Lease());
        Assert.Throws<ArgumentNullException>(() => ((IDistributedReaderWriterLock)null!).ReadLease());
        Assert.Throws<ArgumentNullException>(() => ((IDistributedReaderWriterLock)null!).WriteLease());
    }

    private static IAsyncContextManager<Lease> Manager(FakeLock fake, LeaseOptions? options = null) => ((IDistributedLock)fake).Lease(options);
}
