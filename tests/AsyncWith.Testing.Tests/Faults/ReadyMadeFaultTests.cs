using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static AsyncWith.Testing.Tests.Faults.Exhaustion;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>The ready-made managers of the core: a fault and a cancellation at every step.</summary>
public sealed class ReadyMadeFaultTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Fact]
    public Task A_deadline() => AssertNothingLeaksOrIsLostAsync((fakes, token) => Deadline.After(_minute, new FakeTimeProvider()).UseAsync(
        deadline => fakes.Manager("in time").UseAsync(_ => fakes.BlockAsync(deadline.Token), deadline.Token), token));

    [Fact]
    public Task A_deadline_that_expires() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
    {
        var clock = new FakeTimeProvider();
        return Deadline.After(_minute, clock).UseAsync(
            deadline => fakes.Manager("in time").UseAsync(
                _ =>
                {
                    clock.Advance(_minute);
                    return fakes.BlockAsync(deadline.Token);
                },
                deadline.Token),
            token);
    });

    [Theory, InlineData(1), InlineData(2), InlineData(int.MaxValue)]
    public Task A_group(int concurrency) => AssertNothingLeaksOrIsLostAsync((fakes, token) => TaskGroup.CreateBounded(concurrency).UseAsync(
        async group =>
        {
            for (var i = 0; i < 2; i++)
            {
                var name = $"child {i}";
                _ = group.Run(cancellationToken => CoreFaultTests.Generator(fakes, name).UseAsync(
                    _ => fakes.StepAsync(name, cancellationToken), cancellationToken).AsTask());
            }

            try
            {
                await fakes.BlockAsync(group.Token);
            }
            catch (OperationCanceledException cancellation)
            {
                fakes.Forgive(cancellation); // that of the caller, or one that the group caused itself
                throw;
            }
        },
        token));

    [Fact]
    public Task Suppress() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        Suppressed<Exception>? outcome = null;
        await AsyncContextManager.Suppress<Exception>(exception => exception is InjectedFaultException).UseAsync(
            suppressed =>
            {
                outcome = suppressed;
                return fakes.Manager("suppressed").UseAsync(_ => fakes.BlockAsync(token), token);
            },
            token);
        if (outcome!.Exception is { } exception)
            ForgiveAll(fakes, exception);
    });

    [Fact]
    public async Task A_span()
    {
        using var source = new ActivitySource("faults");
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate == source,
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);

        await AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
        {
            var before = Activity.Current;
            try
            {
                await source.StartSpan("span").UseAsync(_ => fakes.Manager("traced").UseAsync(_ => fakes.BlockAsync(token), token), token);
            }
            finally
            {
                Assert.Same(before, Activity.Current);
            }
        });
    }

    [Fact]
    public Task A_span_whose_sampler_fails() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        using var source = new ActivitySource("sampled");
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate == source,
            Sample = (ref _) =>
            {
                fakes.Step("sample");
                return ActivitySamplingResult.AllData;
            },
        };
        ActivitySource.AddActivityListener(listener);

        await source.StartSpan("span").UseAsync(_ => fakes.BlockAsync(token), token);
        Assert.Null(Activity.Current);
    });

    [Theory, InlineData(null), InlineData(1), InlineData(2), InlineData(3)]
    public Task A_semaphore(int? seed) => AssertNothingLeaksOrIsLostAsync(
        async (fakes, token) =>
        {
            using var semaphore = new SemaphoreSlim(1);
            try
            {
                await AllAsync(
                    semaphore.Acquire().UseAsync(_ => fakes.BlockAsync(token), token).AsTask(),
                    semaphore.Acquire().UseAsync(_ => fakes.BlockAsync(token), token).AsTask());
            }
            finally
            {
                Assert.Equal(1, semaphore.CurrentCount);
            }
        },
        seed);

    [Theory, InlineData(false), InlineData(true)]
    public Task A_directory(bool keeps) => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        DirectoryInfo? created = null;
        try
        {
            await TemporaryDirectory.Create(keepOnFailure: keeps).UseAsync(
                directory =>
                {
                    created = directory;
                    return fakes.Manager("in a directory").UseAsync(_ => fakes.BlockAsync(token), token);
                },
                token);
        }
        catch (Exception exception) when (keeps && created is not null)
        {
            var kept = Assert.IsType<string>(exception.Data[TemporaryDirectory.KeptAtKey]);
            Directory.Delete(kept, recursive: true);
            throw;
        }
        finally
        {
            Assert.False(Directory.Exists(created?.FullName));
        }
    });

    private static void ForgiveAll(Fakes fakes, Exception suppressed)
    {
        for (Exception? exception = suppressed; exception is not null; exception = exception.GetContext())
            fakes.Forgive(exception);
    }
}
