namespace AsyncWith.Parity.Libraries;

/// <summary>What the C# interpreter needs of a library of context managers. AsyncWith is one; deliberately wrong ones are others.</summary>
internal interface ILibrary
{
    /// <summary>The statement. Of its forms, which must all do the same, <paramref name="form"/> chooses one.</summary>
    ValueTask UseAsync<T>(IAsyncContextManager<T> manager, int form, Func<T, ValueTask> body);

    /// <summary>The statement over several managers.</summary>
    ValueTask UseAsync(IReadOnlyList<IAsyncContextManager<string>> managers, int form, Func<string, ValueTask> body);

    IAsyncContextManager<string> Generator(int form, Func<Yield<string>, Task> generator);

    IStack NewStack();
}
