namespace AsyncWith.Internal;

/// <summary>A manager that only says where another one runs, so it is outermost, and what is put around a manager goes inside it.</summary>
internal interface IOuterManager<T>
{
    /// <summary>The manager that runs.</summary>
    IAsyncContextManager<T> Inner { get; }

    /// <summary>The same around another manager.</summary>
    IAsyncContextManager<T> Around(IAsyncContextManager<T> inner);
}
