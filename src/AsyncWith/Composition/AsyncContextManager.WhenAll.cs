using System.Runtime.CompilerServices;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>Combines several managers. They are entered concurrently, and exited one after the other, the last one first.</summary>
    /// <typeparam name="T">The type of the resources.</typeparam>
    /// <param name="managers">The managers to enter.</param>
    /// <returns>A manager whose resource is the array of their resources, in the same order. It can be entered as often as they can.</returns>
    /// <remarks>
    /// If one enter fails, the token of the others is cancelled. They are awaited, those that succeeded are exited with the failure, and the failure
    /// propagates. If several fail, the first in the order of <paramref name="managers"/> propagates, with the others as its context. Cancellations
    /// come last in this order. A cancellation that the first failure caused is not reported. Ambient state that an enter sets is not visible to the
    /// block.
    /// <code>
    /// await AsyncContextManager.WhenAll(Connect("a"), Connect("b")).UseAsync(async connections => await CopyAsync(connections[0], connections[1]));
    /// </code>
    /// The resource of two to four managers of different types is a tuple:
    /// <code>
    /// await AsyncContextManager.WhenAll(Connect("a"), OpenLog()).UseAsync(async both => await CopyAsync(both.First, both.Second));
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="managers"/> is null.</exception>
    /// <exception cref="ArgumentException">One of <paramref name="managers"/> is null.</exception>
    [OverloadResolutionPriority(1)]
    public static IAsyncContextManager<T[]> WhenAll<T>(params IAsyncContextManager<T>[] managers)
    {
        ArgumentNullException.ThrowIfNull(managers);
        if (managers.Contains(null))
            throw new ArgumentException("A context manager is null. Pass managers only.", nameof(managers));

        var parts = managers.ToArray();
        return new ExitStackManager<T[]>(async (stack, cancellationToken) =>
        {
            var enters = parts.Select(part => new ConcurrentEnter<T>(part)).ToArray();
            await new ConcurrentEnters(enters, cancellationToken).RunAsync(stack).ConfigureAwait(false);
            return new(enters.Select(enter => enter.Resource).ToArray());
        }, $"WhenAll of {parts.Length}");
    }

    /// <inheritdoc cref="WhenAll{T}(IAsyncContextManager{T}[])"/>
    public static IAsyncContextManager<T[]> WhenAll<T>(IEnumerable<IAsyncContextManager<T>> managers)
    {
        ArgumentNullException.ThrowIfNull(managers);
        return WhenAll(managers.ToArray());
    }

    /// <summary>Combines managers of different types. They are entered concurrently, and exited one after the other, the last one first.</summary>
    /// <typeparam name="T1">The resource of the first manager.</typeparam>
    /// <typeparam name="T2">The resource of the second manager.</typeparam>
    /// <param name="first">The first manager.</param>
    /// <param name="second">The second manager.</param>
    /// <returns>A manager whose resource is the tuple of their resources. See <see cref="WhenAll{T}(IAsyncContextManager{T}[])"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IAsyncContextManager<(T1 First, T2 Second)> WhenAll<T1, T2>(IAsyncContextManager<T1> first, IAsyncContextManager<T2> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new ExitStackManager<(T1 First, T2 Second)>(async (stack, cancellationToken) =>
        {
            var part1 = new ConcurrentEnter<T1>(first);
            var part2 = new ConcurrentEnter<T2>(second);
            await new ConcurrentEnters([part1, part2], cancellationToken).RunAsync(stack).ConfigureAwait(false);
            return new((part1.Resource, part2.Resource));
        }, "WhenAll of 2");
    }

    /// <inheritdoc cref="WhenAll{T1, T2}"/>
    public static IAsyncContextManager<(T1 First, T2 Second, T3 Third)> WhenAll<T1, T2, T3>(
        IAsyncContextManager<T1> first, IAsyncContextManager<T2> second, IAsyncContextManager<T3> third)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        return new ExitStackManager<(T1 First, T2 Second, T3 Third)>(async (stack, cancellationToken) =>
        {
            var part1 = new ConcurrentEnter<T1>(first);
            var part2 = new ConcurrentEnter<T2>(second);
            var part3 = new ConcurrentEnter<T3>(third);
            await new ConcurrentEnters([part1, part2, part3], cancellationToken).RunAsync(stack).ConfigureAwait(false);
            return new((part1.Resource, part2.Resource, part3.Resource));
        }, "WhenAll of 3");
    }

    /// <inheritdoc cref="WhenAll{T1, T2}"/>
    public static IAsyncContextManager<(T1 First, T2 Second, T3 Third, T4 Fourth)> WhenAll<T1, T2, T3, T4>(
        IAsyncContextManager<T1> first, IAsyncContextManager<T2> second, IAsyncContextManager<T3> third, IAsyncContextManager<T4> fourth)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(fourth);
        return new ExitStackManager<(T1 First, T2 Second, T3 Third, T4 Fourth)>(async (stack, cancellationToken) =>
        {
            var part1 = new ConcurrentEnter<T1>(first);
            var part2 = new ConcurrentEnter<T2>(second);
            var part3 = new ConcurrentEnter<T3>(third);
            var part4 = new ConcurrentEnter<T4>(fourth);
            await new ConcurrentEnters([part1, part2, part3, part4], cancellationToken).RunAsync(stack).ConfigureAwait(false);
            return new((part1.Resource, part2.Resource, part3.Resource, part4.Resource));
        }, "WhenAll of 4");
    }
}
