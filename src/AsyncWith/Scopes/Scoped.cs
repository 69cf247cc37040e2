using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The task of an <c>async</c> method that is a block. What the method enters with <see cref="Scope"/> is exited when it ends.</summary>
/// <remarks>
/// <code>
/// static async Scoped SendAsync(Server server, string message)
/// {
///     var connection = await Scope.Enter(server.Connect());
///     await connection.SendAsync(message);
/// }   // the connection is exited here
///
/// await SendAsync(server, "hello");
/// </code>
/// Await it, or turn it into a <see cref="Task"/> with <see cref="AsTask"/>. The method runs whether or not it is awaited.
/// </remarks>
[AsyncMethodBuilder(typeof(ScopedMethodBuilder)), DebuggerDisplay("{State,nq}")]
public readonly struct Scoped
{
    private readonly Task? _task;

    internal Scoped(Task task) => _task = task;

    private string State => TaskState.Of(_task);

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <returns>The awaiter.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TaskAwaiter GetAwaiter() => AsTask().GetAwaiter();

    /// <summary>Chooses whether the awaiting method is resumed on its <see cref="SynchronizationContext"/>.</summary>
    /// <param name="continueOnCapturedContext"><see langword="true"/> to resume it there, as an await without this call does.</param>
    /// <returns>An awaitable.</returns>
    public ConfiguredTaskAwaitable ConfigureAwait(bool continueOnCapturedContext) => AsTask().ConfigureAwait(continueOnCapturedContext);

    /// <summary>The same as a <see cref="Task"/>, for <see cref="Task.WhenAll(Task[])"/> and the like.</summary>
    /// <returns>The task. It is cancelled if an <see cref="OperationCanceledException"/> left the method.</returns>
    public Task AsTask() => _task ?? Task.CompletedTask;
}
