namespace AsyncWith;

/// <summary>A context manager made from a generator: the code before its yield enters, the yielded value is bound, the code after it exits.</summary>
/// <typeparam name="T">The resource that the generator yields.</typeparam>
/// <remarks>
/// Made by <see cref="AsyncContextManager.Create{T}(Func{Yield{T}, CancellationToken, Task})"/>. Nothing of the generator runs before
/// <see cref="EnterAsync"/>. It is single-use: make a new one for each block, as a method that returns it does.
/// <code>
/// static AsyncContextManager&lt;Stopwatch&gt; Timed(string what) => AsyncContextManager.Create&lt;Stopwatch&gt;(async yield =>
/// {
///     var watch = Stopwatch.StartNew();
///     try     { await yield.Return(watch); }
///     finally { Console.WriteLine($"{what}: {watch.Elapsed}"); }
/// });
///
/// await Timed("import").UseAsync(async watch => await ImportAsync());
/// </code>
/// </remarks>
public sealed class AsyncContextManager<T> : IAsyncContextManager<T>
{
    private readonly Generator<T> _generator;

    internal AsyncContextManager(Delegate body) => _generator = new Generator<T>(body);

    /// <summary>Runs the generator up to its yield. Ambient state that it set is visible to the caller after the <see langword="await"/>.</summary>
    /// <param name="cancellationToken">The token that the generator is given.</param>
    /// <returns>The yielded resource.</returns>
    /// <exception cref="InvalidOperationException">The manager was entered before, or the generator ended without yielding.</exception>
    /// <exception cref="Exception">What the generator threw before its yield, <see cref="OperationCanceledException"/> included.</exception>
    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => _generator.EnterAsync(cancellationToken);

    /// <summary>Runs the generator from its yield to its end, throwing <paramref name="exception"/>, if any, at the yield.</summary>
    /// <param name="exception">What left the block, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> when the generator caught <paramref name="exception"/> and completed, else <see langword="false"/>.</returns>
    /// <exception cref="InvalidOperationException">The manager is not entered, was exited before, or the generator yielded again.</exception>
    /// <exception cref="Exception">Another exception than <paramref name="exception"/> that the generator threw.</exception>
    public ValueTask<bool> ExitAsync(Exception? exception) => _generator.ExitAsync(exception);
}
