using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>Whether the tests are compiled with runtime-async, where the runtime suspends methods and the compiler makes no state machine.</summary>
public static class RuntimeAsync
{
    /// <summary>Why a test of a synchronous block with a result is skipped.</summary>
    public const string RejectsInArguments =
        "Where runtime-async is on, the compiler makes an invalid program of a method that awaits a call with an in argument.";

    /// <summary>Why some tests are skipped then.</summary>
    public const string Reason =
        "A method compiled with runtime-async awaits a ValueTask in a helper, which drops the ambient state that comes with its result.";

    public static bool IsOn { get; } =
        typeof(RuntimeAsync).GetMethod(nameof(Probe), BindingFlags.NonPublic | BindingFlags.Static)!
            .GetCustomAttribute<AsyncStateMachineAttribute>() is null;

    /// <summary>Asserts that a cancellation cancelled the task. One that leaves a method compiled with runtime-async before it suspends is a fault on
    /// .NET 10.</summary>
    public static void AssertCanceled(Task task) =>
        Assert.True(task.IsCanceled || (IsOn && task.Exception?.InnerException is OperationCanceledException));

    private static async Task Probe() => await Task.Yield();
}
