using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>An awaiter that the builder of a scoped method recognizes, and gives the scope to which it belongs.</summary>
internal interface IScopeStep : ICriticalNotifyCompletion
{
    internal const string OutsideScopedMethod =
        "Scope.Enter, Scope.Defer and Scope.OnExit work in an 'async Scoped' or 'async Scoped<T>' method, local function or lambda only; "
        + "nothing was entered or registered. Make the method return Scoped, or call manager.UseAsync instead.";

    /// <summary>Runs the step.</summary>
    /// <returns>Whether it completed already, so that the method need not suspend.</returns>
    bool Start(ScopeFrame scope);

    /// <summary>What any other method's builder gets: its await is resumed, and throws. Throwing here would end the process.</summary>
    internal static void ResumeToThrow(Action continuation) => Task.Yield().GetAwaiter().UnsafeOnCompleted(continuation);
}
