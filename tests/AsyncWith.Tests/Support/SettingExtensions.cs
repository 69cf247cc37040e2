namespace AsyncWith.Tests.Support;

/// <summary>Runs a scenario, which makes all that it needs itself, in a <see cref="Setting"/>.</summary>
public static class SettingExtensions
{
    public static async Task RunAsync(this Setting setting, Func<Task> scenario)
    {
        switch (setting)
        {
            case Setting.Plain:
                await Task.Run(scenario).OrTimeout();
                break;
            case Setting.SingleThreaded:
                await SingleThreadedContext.RunAsync(scenario);
                break;
            case Setting.TenThousandAtOnce:
                await Task.WhenAll(Enumerable.Range(0, 10_000).Select(_ => Task.Run(scenario))).OrTimeout();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(setting));
        }
    }
}
