// The core in a console program, published with NativeAOT. It says what happens.
using AsyncWith;

var length = await Session("one").UseAsync(async name =>
{
    await Task.Yield();
    return name.Length;
});
Console.WriteLine($"length {length}");

try
{
    await Failing().UseAsync(async _ => throw new InvalidOperationException("the block"));
}
catch (TimeoutException exception)
{
    Console.WriteLine($"{exception.Message}, while handling {exception.GetContext()?.Message}"); // rule E3
}

Console.WriteLine(await SumAsync());
await (from a in Session("a") from b in Session("b") select a + b).UseAsync(async both => Console.WriteLine(both));
var total = await TaskGroup.Create().UseAsync(async group =>
{
    var (three, four) = (group.Run(async _ => 3), group.Run(async _ => 4));
    return await three + await four;
});
Console.WriteLine(total);

static async Scoped<string> SumAsync()
{
    var first = await Scope.Enter(Session("first"));
    var second = await Scope.Enter(Session("second"));
    return $"{first} and {second}";
}

static AsyncContextManager<string> Session(string name) => AsyncContextManager.Create<string>(async yield =>
{
    Console.WriteLine($"enter {name}");
    try
    {
        await yield.Return(name);
    }
    finally
    {
        Console.WriteLine($"exit {name}");
    }
});

static IAsyncContextManager<int> Failing() =>
    AsyncContextManager.FromAcquireRelease<int>(static _ => new(1), static (_, _) => throw new TimeoutException("the exit"));
