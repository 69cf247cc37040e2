using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>The task of an <c>async</c> method that can fail without throwing: by awaiting a <see cref="Failure"/>.</summary>
[AsyncMethodBuilder(typeof(StatementTaskMethodBuilder<>))]
internal readonly struct StatementTask<T>(Task<T> task)
{
    internal ValueTask<T> WithResult => new(task);

    internal ValueTask WithoutResult => new(task);
}
