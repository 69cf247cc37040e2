using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>A manager that suppresses a kind of exception, and tells afterwards what it suppressed.</summary>
    /// <typeparam name="TException">The exceptions to suppress, with those derived from it. <see cref="Exception"/> includes cancellation.</typeparam>
    /// <param name="when">Says which of them; all by default.</param>
    /// <returns>A manager that can be entered again after each block.</returns>
    public static IAsyncContextManager<Suppressed<TException>> Suppress<TException>(Func<TException, bool>? when = null)
        where TException : Exception =>
        new ExitStackManager<Suppressed<TException>>((stack, _) =>
        {
            var suppressed = new Suppressed<TException>();
            stack.PushExit(exception => new(exception is TException candidate && (when is null || when(candidate)) && suppressed.Accept(candidate)));
            return new(new Handoff<Suppressed<TException>>(suppressed));
        });
}
