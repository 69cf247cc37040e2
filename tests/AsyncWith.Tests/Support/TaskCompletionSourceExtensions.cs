using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>Ends a task in the way that a case of a test asks for.</summary>
public static class TaskCompletionSourceExtensions
{
    public static void End(this TaskCompletionSource source, TaskStatus status)
    {
        switch (status)
        {
            case TaskStatus.RanToCompletion: source.SetResult(); break;
            case TaskStatus.Faulted: source.SetException(new ExitException()); break;
            default: source.SetCanceled(TestContext.Current.CancellationToken); break;
        }
    }
}
