using System.Reflection;
using System.Runtime.CompilerServices;

namespace AsyncWith.Tests.Support;

/// <summary>Whether the tests are compiled with runtime-async, where the runtime suspends methods and the compiler makes no state machine.</summary>
public static class RuntimeAsync
{
    /// <summary>Why some tests are skipped then.</summary>
    public const string Reason = "A method compiled with runtime-async awaits a ValueTask in a helper, which drops the ambient state that comes with its result.";

    public static bool IsOn { get; } =
        typeof(RuntimeAsync).GetMethod(nameof(Probe), BindingFlags.NonPublic | BindingFlags.Static)!.GetCustomAttribute<AsyncStateMachineAttribute>() is null;

    private static async Task Probe() => await Task.Yield();
}
