namespace AsyncWith.Aot;

internal sealed class Basket(Store store)
{
    internal string Name => $"basket of {store}";

    internal async IAsyncEnumerable<int> NumbersAsync()
    {
        for (var number = 1; number <= 3; number++)
        {
            await Task.Yield();
            yield return number;
        }
    }
}
