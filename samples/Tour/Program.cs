using AsyncWith;

// One manager as a class, one as a generator; each runs a block that completes, one that throws, and one whose exception is suppressed.
await Show("class, the block completes", () => new AsyncResource().UseAsync(resource => Block(resource.State)));
await Show("class, the block throws", () => new AsyncResource().UseAsync(resource => Block(resource.State, fail: true)));
await Show("class, suppressing", () => new AsyncResource(suppress: true).UseAsync(resource => Block(resource.State, fail: true)));
await Show("generator, the block completes", () => AsyncResourceGenerator().UseAsync(resource => Block(resource.State)));
await Show("generator, the block throws", () => AsyncResourceGenerator().UseAsync(resource => Block(resource.State, fail: true)));
await Show("generator, suppressing", () => AsyncResourceGenerator(suppress: true).UseAsync(resource => Block(resource.State, fail: true)));

static async Task Block(string state, bool fail = false)
{
    Console.WriteLine($"  block   the resource is {state}");
    await Task.Delay(10);
    if (fail)
        throw new InvalidDataException("bad input");
}

static AsyncContextManager<Resource> AsyncResourceGenerator(bool suppress = false) =>
    AsyncContextManager.Create<Resource>(async (yield, cancellationToken) =>
    {
        Console.WriteLine("  enter   the generator sets up");
        await Task.Delay(10, cancellationToken);
        var resource = new Resource("active");
        try { await yield.Return(resource); }                                 // the block runs here; what it throws is thrown here
        catch (InvalidDataException e) when (suppress) { Console.WriteLine($"  caught  {e.Message}"); }
        finally { await Task.Delay(10); resource.State = "closed"; Console.WriteLine("  exit    the generator tears down"); }
    });

static async Task Show(string what, Func<ValueTask> statement)
{
    Console.WriteLine(what);
    try { await statement(); Console.WriteLine("  after   the statement completed"); }
    catch (InvalidDataException e) { Console.WriteLine($"  after   the statement threw: {e.Message}"); }
}

internal sealed class Resource(string state) { public string State { get; set; } = state; }

internal sealed class AsyncResource(bool suppress = false) : IAsyncContextManager<AsyncResource>
{
    public string State { get; private set; } = "initialized";

    public async ValueTask<AsyncResource> EnterAsync(CancellationToken cancellationToken = default)
    {
        Console.WriteLine("  enter   the class sets up");
        await Task.Delay(10, cancellationToken);
        State = "active";
        return this;                                                      // bound to the block's parameter
    }

    public async ValueTask<bool> ExitAsync(Exception? exception)
    {
        await Task.Delay(10);
        State = "closed";
        Console.WriteLine($"  exit    the class tears down, told: {exception?.Message ?? "nothing"}");
        return suppress;                                                  // true: the exception ends here
    }
}
