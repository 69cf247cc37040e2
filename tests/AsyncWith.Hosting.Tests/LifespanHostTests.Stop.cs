using AsyncWith.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AsyncWith.Hosting.Tests;

public sealed partial class LifespanHostTests
{
    [Theory, MemberData(nameof(Kinds)), Trait("Case", "hosted service's StopAsync fails")]
    public async Task A_failing_stop_is_what_the_exits_see_and_StopAsync_throws_it(HostKind kind)
    {
        using var host = kind.Build(services => services.AddDatabase(_journal).AddCache(_journal).AddFailingStep(_journal, "stop", _failure));
        await host.StartAsync();

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidDataException>(() => host.StopAsync()));

        Assert.Equal([_failure, _failure], _journal.Exits);
    }

    [Fact, Trait("Case", "hosted service's StopAsync fails")]
    public async Task Several_failing_stops_are_told_as_the_host_tells_them()
    {
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal)
            .AddFailingStep(_journal, "stop", _failure)
            .AddFailingStep(_journal, "stop", new IOException()));
        await host.StartAsync();

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => host.StopAsync());

        Assert.Equal([thrown], _journal.Exits);
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "an exit fails")]
    public async Task A_failing_exit_leaves_StopAsync_and_the_other_exits_see_it(HostKind kind)
    {
        using var host = kind.Build(services => services.AddDatabase(_journal).AddCache(_journal, exiting: _ => Task.FromException<bool>(_failure)));
        await host.StartAsync();

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidDataException>(() => host.StopAsync()));

        Assert.Equal(["exit cache", "exit database"], _journal.Entries[^2..]);
        Assert.Equal([null, _failure], _journal.Exits);
    }

    [Fact, Trait("Case", "an exit fails")]
    public async Task Where_a_stop_and_an_exit_fail_the_exit_carries_the_failure_of_the_stop()
    {
        var exitFailure = new IOException();
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal, exiting: _ => Task.FromException<bool>(exitFailure))
            .AddFailingStep(_journal, "stop", _failure));
        await host.StartAsync();

        Assert.Same(exitFailure, await Assert.ThrowsAsync<IOException>(() => host.StopAsync()));

        Assert.Same(_failure, exitFailure.GetContext());
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "StopAsync twice or at once")]
    public async Task StopAsync_at_once_exits_once_and_both_callers_wait(HostKind kind)
    {
        var gate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var exiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = kind.Build(services => services.AddDatabase(_journal, exiting: _ =>
        {
            exiting.SetResult();
            return gate.Task;
        }));
        await host.StartAsync();

        var first = host.StopAsync();
        var second = host.StopAsync();
        await exiting.Task.WaitAsync(Setup.Hang);
        var third = host.StopAsync();
        Assert.False(first.IsCompleted || second.IsCompleted || third.IsCompleted);
        gate.SetResult(false);
        await Task.WhenAll(first, second, third).WaitAsync(Setup.Hang);
        await host.StopAsync();

        Assert.Equal([null], _journal.Exits);
    }

    [Fact, Trait("Case", "StopAsync twice or at once")]
    public async Task All_who_stop_the_host_are_told_of_a_failing_exit()
    {
        using var host = HostKind.Application.Build(services => services.AddDatabase(_journal, exiting: _ => Task.FromException<bool>(_failure)));
        await host.StartAsync();

        var stops = Enumerable.Range(0, 50).Select(_ => Task.Run(() => host.StopAsync())).ToArray();
        foreach (var stop in stops)
            Assert.Same(_failure, await Assert.ThrowsAsync<InvalidDataException>(() => stop.WaitAsync(Setup.Hang)));

        Assert.Equal([null], _journal.Exits);
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "exit longer than ShutdownTimeout")]
    public async Task An_exit_is_not_cut_short_by_the_shutdown_timeout(HostKind kind)
    {
        var timeUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var completed = false;
        using var host = kind.Build(services => services
            .Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero)
            .AddDatabase(_journal, exiting: async _ =>
            {
                await timeUp.Task;
                completed = true;
                return false;
            }));
        await host.StartAsync();
        using var stopToken = new CancellationTokenSource();

        var stopping = host.StopAsync(stopToken.Token);
        await stopToken.CancelAsync();
        timeUp.SetResult();
        await stopping.WaitAsync(Setup.Hang);

        Assert.True(completed);
    }

    [Fact, Trait("Case", "exit longer than ShutdownTimeout")]
    public async Task WithExitTimeout_bounds_an_exit()
    {
        using var host = HostKind.Application.Build(services => services.AddLifespan(_ =>
            new Probe<Database>(_journal, new Database()) { Exiting = _ => new TaskCompletionSource<bool>().Task }
                .WithExitTimeout(TimeSpan.FromMilliseconds(1))));
        await host.StartAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => host.StopAsync().WaitAsync(Setup.Hang));
    }
}
