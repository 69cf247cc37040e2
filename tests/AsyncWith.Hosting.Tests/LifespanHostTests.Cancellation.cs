using AsyncWith.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AsyncWith.Hosting.Tests;

public sealed partial class LifespanHostTests
{
    private readonly TaskCompletionSource _entering = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "StopApplication during enter")]
    public async Task StopApplication_during_an_enter_cancels_it(HostKind kind)
    {
        using var host = kind.Build(services => services.AddStep(_journal).AddDatabase(_journal).AddCache(_journal, entering: WaitForCancellation));

        var starting = host.StartAsync();
        await _entering.Task.WaitAsync(Setup.Hang);
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await EndsCanceled(starting);
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "the start token during enter")]
    public async Task Cancelling_the_start_during_an_enter_cancels_it(HostKind kind)
    {
        using var host = kind.Build(services => services.AddStep(_journal).AddDatabase(_journal).AddCache(_journal, entering: WaitForCancellation));
        using var cancellation = new CancellationTokenSource();

        var starting = host.StartAsync(cancellation.Token);
        await _entering.Task.WaitAsync(Setup.Hang);
        await cancellation.CancelAsync();

        await EndsCanceled(starting);
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "StopApplication during enter")]
    public async Task An_enter_that_ignores_its_cancellation_is_exited(HostKind kind)
    {
        IHost? host = null;
        using var built = host = kind.Build(services => services.AddStep(_journal).AddDatabase(_journal, entering: _ =>
        {
            host!.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            return Task.CompletedTask;
        }).AddCache(_journal));

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync());

        Assert.Equal(["enter database", "exit database"], _journal.Entries);
        Assert.Equal([canceled], _journal.Exits);
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "StopApplication during enter")]
    public async Task The_start_is_cancelled_also_where_another_lifetime_was_added_later(HostKind kind)
    {
        using var host = kind.Build(services => services
            .AddStep(_journal)
            .AddDatabase(_journal)
            .AddCache(_journal, entering: WaitForCancellation)
            .AddSingleton<IHostLifetime>(new JournalingLifetime(new Journal())));

        var starting = host.StartAsync();
        await _entering.Task.WaitAsync(Setup.Hang);
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await EndsCanceled(starting);
    }

    [Theory, InlineData(false), InlineData(true), Trait("Case", "StopApplication during enter")]
    public async Task The_startup_timeout_of_the_host_cancels_an_enter(bool anotherLifetime)
    {
        var (timeout, journal) = (TimeSpan.FromMilliseconds(50), _journal);
        while (!await StartAsync(timeout, journal)) // on a busy machine it may be over before the enter has begun
            (timeout, journal) = (2 * timeout, new Journal());

        async Task<bool> StartAsync(TimeSpan timeout, Journal journal)
        {
            using var host = HostKind.Application.Build(services =>
            {
                services.Configure<HostOptions>(options => options.StartupTimeout = timeout);
                services.AddStep(journal).AddDatabase(journal).AddCache(journal, entering: WaitForCancellation);
                if (anotherLifetime)
                    services.AddSingleton<IHostLifetime>(new JournalingLifetime(new Journal()));
            });

            var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync().WaitAsync(Setup.Hang));
            if (!_entering.Task.IsCompleted)
                return false;
            AssertIsCanceled(journal, canceled);
            return true;
        }
    }

    private async Task WaitForCancellation(CancellationToken cancellationToken)
    {
        _entering.SetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private async Task EndsCanceled(Task starting)
    {
        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting.WaitAsync(Setup.Hang));
        AssertIsCanceled(_journal, canceled);
    }

    private static void AssertIsCanceled(Journal journal, OperationCanceledException canceled)
    {
        Assert.Equal(["enter database", "enter cache", "exit database"], journal.Entries);
        Assert.Equal([canceled], journal.Exits);
    }
}
