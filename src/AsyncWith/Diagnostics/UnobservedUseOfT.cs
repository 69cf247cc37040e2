using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>A use that nobody is told of.</summary>
internal readonly struct UnobservedUse<T>(IAsyncContextManager<T> manager) : IManagerUse<T>
{
    public static bool IsObserved => false;

    public IAsyncContextManager<T> Manager => manager;

    public void Entered()
    {
    }

    public void NotEntered(Exception exception)
    {
    }

    public void Exiting(Exception? exception)
    {
    }

    public void Exited(Outcome<bool> exit, Exception? exception)
    {
    }
}
