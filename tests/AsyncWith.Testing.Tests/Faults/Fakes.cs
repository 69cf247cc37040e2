namespace AsyncWith.Testing.Tests.Faults;

/// <summary>What a scenario is made of: resources that count what is open, and whose every step may fail or be cancelled.</summary>
internal sealed class Fakes(FaultPlan? plan, bool blockFails)
{
    private readonly List<Exception> _thrown = [];

    internal OpenHandles Handles { get; } = new();

    /// <summary>What was thrown, by a fake or by the block, and has to reach the caller.</summary>
    internal IReadOnlyCollection<Exception> Thrown
    {
        get
        {
            lock (_thrown)
                return [.. _thrown];
        }
    }

    /// <summary>Opens a resource.</summary>
    internal async ValueTask<FakeResource> OpenAsync(string name, CancellationToken cancellationToken = default)
    {
        await StepAsync($"open {name}", cancellationToken);
        return new FakeResource(this, name);
    }

    /// <summary>A class that opens a resource and closes it.</summary>
    internal IAsyncContextManager<FakeResource> Manager(string name) => new FakeManager(this, name);

    /// <summary>The block of the scenario: it may fail before and after an await, heeds its token, and fails at its end if it is to.</summary>
    internal async ValueTask BlockAsync(CancellationToken cancellationToken)
    {
        Step("block");
        try
        {
            await StepAsync("block, later", cancellationToken);
            if (blockFails)
                throw new InvalidDataException("thrown by the block");
        }
        catch (Exception exception) when (exception is not InjectedFaultException)
        {
            Note(exception);
            throw;
        }
    }

    /// <summary>A step with an await before it and one after it.</summary>
    internal async ValueTask StepAsync(string name, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        Step(name);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
    }

    internal void Step(string name)
    {
        try
        {
            plan?.Step(name);
        }
        catch (InjectedFaultException fault)
        {
            Note(fault);
            throw;
        }
    }

    /// <summary>It may be missing: who asked for that, has it.</summary>
    internal void Forgive(Exception exception)
    {
        lock (_thrown)
            _thrown.Remove(exception);
    }

    private void Note(Exception exception)
    {
        lock (_thrown)
            _thrown.Add(exception);
    }

    private sealed class FakeManager(Fakes fakes, string name) : IAsyncContextManager<FakeResource>
    {
        private FakeResource? _resource;

        public async ValueTask<FakeResource> EnterAsync(CancellationToken cancellationToken = default) =>
            _resource = await fakes.OpenAsync(name, cancellationToken);

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            await _resource!.DisposeAsync();
            return false;
        }
    }
}
