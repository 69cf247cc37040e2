namespace AsyncWith.Internal;

/// <summary>A manager that only determines where another one runs. It stays the outermost one: a wrapper is put around the inner manager.</summary>
internal interface IOuterManager<T>
{
    /// <summary>The inner manager.</summary>
    IAsyncContextManager<T> Inner { get; }

    /// <summary>Creates the same around another manager.</summary>
    IAsyncContextManager<T> Around(IAsyncContextManager<T> inner);
}
