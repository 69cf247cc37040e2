using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

[Trait("Rule", "G5")]
public sealed class HandoffTests
{
    private static readonly AsyncLocal<int> _ambient = new();

    private static async ValueTask<Handoff<string>> StepsAsync(Interleaving interleaving, Exception? throws)
    {
        await interleaving.RunAsync(() =>
        {
            if (throws is not null)
                throw throws;
        });
        _ambient.Value = 7;
        return new Handoff<string>("value");
    }

    [Theory, AllCombinations]
    public async Task Ambient_state_set_by_the_steps_is_taken_over_by_who_awaits_them(Interleaving interleaving)
    {
        await TakeAsync();
        Assert.Equal(0, _ambient.Value);

        async Task TakeAsync()
        {
            Assert.Equal("value", (await Handoff.ToValueTask(StepsAsync(interleaving, null)).Outcome()).ValueOrThrow());
            Assert.Equal(7, _ambient.Value);
        }
    }

    [Theory, AllCombinations]
    public async Task Steps_that_fail_fail_the_same(Interleaving interleaving, bool cancelled)
    {
        Exception thrown = cancelled ? new OperationCanceledException() : new EnterException();

        Assert.Same(thrown, await Record.ExceptionAsync(async () => await Handoff.ToValueTask(StepsAsync(interleaving, thrown))));
    }
}
