namespace AsyncWith.AspNetCore.Tests.Diagnostics;

/// <summary>What is open and has ended in the pictures of the page.</summary>
internal sealed class Orders(Task gate)
{
    public static async Task PostAsync(int milliseconds, bool fails = false) => await Named("Session").UseAsync(async _ =>
        await Named("Transaction").UseAsync(async _ =>
        {
            await Task.Delay(milliseconds);
            if (fails)
                throw new TimeoutException();
        }));

    public static async Task FlushAsync() =>
        await AsyncContextManager.FromAcquireRelease<int>(static _ => new(1), static async (_, _) => await Task.Delay(90)).Named("Cache")
            .UseAsync(static async _ => await Task.Delay(60));

    public async Task ReserveAsync() => await Named("Session").UseAsync(async _ => await Named("Transaction").UseAsync(async _ =>
        await AsyncContextManager.FromAcquireRelease<int>(async _ => { await gate; return 1; }, static (_, _) => default).Named("Lease stock")
            .UseAsync(static async _ => { })));

    public async Task SendAsync() =>
        await AsyncContextManager.FromAcquireRelease<int>(static _ => new(1), async (_, _) => await gate).Named("Mail")
            .UseAsync(static async _ => throw new TimeoutException());

    private static IAsyncContextManager<int> Named(string name) => AsyncContextManager.FromValue(1).Named(name);
}
