namespace AsyncWith.Diagnostics.Tests.Documents;

/// <summary>The program of docs/diagnostics.md that hangs.</summary>
#pragma warning disable CA1001 // a semaphore whose wait handle nobody asks for has nothing to dispose of
public sealed class Shop(Func<Task> work)
{
    private readonly SemaphoreSlim _stock = new(1), _cash = new(1);

    public async Task SellAsync() => await _stock.Acquire().Named("stock").UseAsync(async () =>
    {
        await work();
        await _cash.Acquire().Named("cash").UseAsync(async () => await work());
    });

    public async Task RefundAsync() => await _cash.Acquire().Named("cash").UseAsync(async () =>
    {
        await work();
        await _stock.Acquire().Named("stock").UseAsync(async () => await work());
    });
}
