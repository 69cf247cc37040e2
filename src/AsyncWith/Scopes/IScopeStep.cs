using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>An awaiter that the builder of a scoped method recognizes, and to which it passes the scope.</summary>
internal interface IScopeStep : ICriticalNotifyCompletion
{
    internal const string OutsideScopedMethod =
        "Scope.Enter, Scope.Defer and Scope.OnExit work in an 'async Scoped' or 'async Scoped<T>' method, local function or lambda only; "
        + "nothing was entered or registered. Make the method return Scoped, or call manager.UseAsync instead.";

    /// <summary>Runs the step.</summary>
    /// <returns>Whether the step has completed, so that the method need not suspend.</returns>
    bool Start(ScopeFrame scope);

    /// <summary>Called by the builder of any other method. It resumes the await, which throws. Throwing here would end the process.</summary>
    internal static void ResumeToThrow(Action continuation) => Task.Yield().GetAwaiter().UnsafeOnCompleted(continuation);

    /// <summary>The same with the ambient state of the caller, as <see cref="INotifyCompletion.OnCompleted"/> promises.</summary>
    internal static void ResumeToThrowWithFlow(Action continuation) => Task.Yield().GetAwaiter().OnCompleted(continuation);
}
