using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The task of an <c>async</c> method that is a block. What the method enters with <see cref="Scope"/> is exited when it ends.</summary>
/// <typeparam name="T">The result of the method.</typeparam>
/// <remarks>
/// <code>
/// static async Scoped&lt;int&gt; CountAsync(Database database)
/// {
///     var connection = await Scope.Enter(database.Connect());
///     return await connection.CountAsync();
/// }   // the connection is exited here
///
/// int count = await CountAsync(database);
/// </code>
/// Await it, or turn it into a <see cref="Task{TResult}"/> with <see cref="AsTask"/>. The method runs whether or not it is awaited. If an exit
/// suppresses the method's exception, there is no result. Awaiting throws <see cref="InvalidOperationException"/> with that exception inside.
/// </remarks>
[AsyncMethodBuilder(typeof(ScopedMethodBuilder<>)), DebuggerDisplay("{State,nq}")]
public readonly struct Scoped<T>
{
    private readonly ValueTask<T> _task;

    internal Scoped(ValueTask<T> task) => _task = task;

    private string State => TaskState.Of(_task.AsTask());

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <returns>The awaiter.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTaskAwaiter<T> GetAwaiter() => _task.GetAwaiter();

    /// <summary>Chooses whether the awaiting method is resumed on its <see cref="SynchronizationContext"/>.</summary>
    /// <param name="continueOnCapturedContext"><see langword="true"/> to resume it there, as an await without this call does.</param>
    /// <returns>An awaitable.</returns>
    public ConfiguredValueTaskAwaitable<T> ConfigureAwait(bool continueOnCapturedContext) => _task.ConfigureAwait(continueOnCapturedContext);

    /// <summary>The same as a <see cref="Task{TResult}"/>, for <see cref="Task.WhenAll(Task[])"/> and the like.</summary>
    /// <returns>The task. It is cancelled if an <see cref="OperationCanceledException"/> left the method.</returns>
    public Task<T> AsTask() => _task.AsTask();
}
