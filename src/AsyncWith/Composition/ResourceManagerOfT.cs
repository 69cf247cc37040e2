using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A manager that acquires one resource and releases it, for one block at a time.</summary>
/// <typeparam name="T">The resource.</typeparam>
[DebuggerStepThrough, StackTraceHidden]
internal abstract class ResourceManager<T> : IAsyncContextManager<T>
{
    private T? _resource;
    private Occupancy _occupancy;

    /// <summary>A short description of the manager.</summary>
    protected abstract string Description { get; }

    public sealed override string ToString() => _occupancy.IsInside ? $"{Description}, open" : Description;

    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (!_occupancy.TryBeginEnter())
            return TaskExceptions.ToValueTask<T>(Occupancy.EnteredTwice(this));

        try
        {
            var acquiring = AcquireAsync(cancellationToken);
            if (!acquiring.IsCompletedSuccessfully)
                return Handoff.ToValueTask(AwaitAsync(acquiring));
            _resource = acquiring.Result; // in the try, since a task source of other code may throw when it is read
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return TaskExceptions.ToValueTask<T>(exception);
        }

        _occupancy.Enter();
        return new ValueTask<T>(_resource);
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        var resource = _resource!;
        _resource = default;
        _occupancy.Leave();
        try
        {
            return ReleaseAsync(resource, exception);
        }
        catch (Exception thrown)
        {
            return TaskExceptions.ToValueTask<bool>(thrown);
        }
    }

    /// <summary>Acquires the resource. An exception means that nothing is acquired.</summary>
    protected abstract ValueTask<T> AcquireAsync(CancellationToken cancellationToken);

    /// <summary>Releases the resource. The result is that of <see cref="IAsyncContextManager{T}.ExitAsync"/>.</summary>
    protected abstract ValueTask<bool> ReleaseAsync(T resource, Exception? exception);

    private async ValueTask<Handoff<T>> AwaitAsync(ValueTask<T> acquiring)
    {
        try
        {
            _resource = await acquiring.ConfigureAwait(false);
        }
        catch (Exception)
        {
            _occupancy.Leave();
            throw;
        }

        var handoff = new Handoff<T>(_resource);
        _occupancy.Enter();
        return handoff;
    }
}
