using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Rule G5: ambient state flows from the generator into the block, and nowhere else.</summary>
[Trait("Rule", "G5")]
public sealed class GeneratorAmbientStateTests
{
    private static readonly AsyncLocal<string?> _ambient = new();

    private static AsyncContextManager<string> Manager(bool suspend) => AsyncContextManager.Create<string>(async yield =>
    {
        if (suspend)
            await Task.Yield();
        _ambient.Value = "generator";
        await yield.Return("resource");
        Assert.Equal("generator", _ambient.Value);
    });

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_the_generator_sets_is_visible_in_the_block_only(bool suspend)
    {
        _ambient.Value = "caller";

        await Manager(suspend).UseAsync(async resource =>
        {
            Assert.Equal("generator", _ambient.Value);
            await Task.Yield();
            Assert.Equal("generator", _ambient.Value);
            _ambient.Value = "block";
        });

        Assert.Equal("caller", _ambient.Value);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_suppressing_generator(bool suspend)
    {
        var manager = AsyncContextManager.Create<int>(async (yield, token) =>
        {
            if (suspend)
                await Task.Yield();
            try { await yield.Return(1); }
            catch (FormatException) { }
        });
        var result = await manager.UseOrDefaultAsync(async r => r == 1 ? throw new FormatException() : 5);
        Assert.Equal(0, result);
    }
}
