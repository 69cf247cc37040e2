namespace AsyncWith.Testing.Tests.Faults;

/// <summary>What is open until it is disposed of, also where that fails.</summary>
internal sealed class FakeResource(Fakes fakes, string name) : IAsyncDisposable, IDisposable
{
    private readonly IDisposable _handle = fakes.Handles.Take();

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        _handle.Dispose();
        await fakes.StepAsync($"close {name}");
    }

    public void Dispose()
    {
        _handle.Dispose();
        fakes.Step($"close {name} at once");
    }
}
