using Xunit;
using static AsyncWith.Testing.Tests.Faults.Exhaustion;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>The runs with faults find what they are for.</summary>
public sealed class ExhaustionTests
{
    [Fact]
    public async Task What_stays_open_after_a_fault_is_found()
    {
        var failure = await FailureOfAsync((fakes, token) => AsyncContextManager.Create<FakeResource>(async (yield, cancellationToken) =>
        {
            var resource = await fakes.OpenAsync("leaking", CancellationToken.None);
            fakes.Step("log in");
            await using (resource)
                await yield.Return(resource);
        }).UseAsync(_ => fakes.BlockAsync(token), token));

        Assert.Contains("step 2, 'log in'", failure, StringComparison.Ordinal);
        Assert.Contains("Actual:   1", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stays_open_after_a_cancellation_is_found()
    {
        var failure = await FailureOfAsync(async (fakes, token) =>
        {
            var resource = new FakeResource(fakes, "leaking");
            try
            {
                await Task.Yield();
            }
            finally
            {
                if (!token.IsCancellationRequested)
                    await resource.DisposeAsync();
            }
        });

        Assert.Contains("Actual:   1", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_nobody_gets_is_found()
    {
        var failure = await FailureOfAsync(async (fakes, token) =>
        {
            try
            {
                await fakes.BlockAsync(token);
            }
            catch (InjectedFaultException)
            {
            }
        });

        Assert.Contains("step 1, 'block'", failure, StringComparison.Ordinal);
        Assert.Contains("Lost: A fault was injected", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scenario_without_steps_is_found() =>
        Assert.Contains("does not use its fakes", await FailureOfAsync(async (_, _) => await Task.Yield()), StringComparison.Ordinal);

    private static async Task<string> FailureOfAsync(Scenario scenario) =>
        (await Assert.ThrowsAnyAsync<Exception>(() => AssertNothingLeaksOrIsLostAsync(scenario))).Message;
}
