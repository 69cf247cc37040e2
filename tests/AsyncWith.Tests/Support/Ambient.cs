using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>Ambient state, and a generator that sets it.</summary>
internal static class Ambient
{
    private static readonly AsyncLocal<string?> _value = new();

    internal static string? Value
    {
        get => _value.Value;
        set => _value.Value = value;
    }

    /// <summary>Sets the state to <paramref name="value"/> before its yield. The resource is what it was before.</summary>
    internal static AsyncContextManager<string> Setting(string value, bool suspends) => AsyncContextManager.Create<string>(async yield =>
    {
        if (suspends)
            await Task.Yield();
        var before = Value;
        Value = value;
        await yield.Return($"{before}");
        Assert.Equal(value, Value); // its own, whatever was set later
        Value = "exiting";
    });

    /// <summary>The same on another thread, of which the task has completed by the time that it is returned.</summary>
    internal static IAsyncContextManager<string> SettingMeanwhile(string value)
    {
        var manager = Setting(value, suspends: true);
        return new DelegateManager<string>(
            token =>
            {
                var entering = manager.EnterAsync(token);
                Assert.True(SpinWait.SpinUntil(() => entering.IsCompleted, TaskTimeoutExtensions.Limit));
                return entering;
            },
            manager.ExitAsync);
    }
}
