namespace AsyncWith.Parity.Libraries;

/// <summary>An exit stack.</summary>
internal interface IStack
{
    ValueTask UseAsync(int form, Func<ValueTask> body);

    ValueTask<string> EnterAsync(IAsyncContextManager<string> manager);

    ValueTask EnterAsync(IStack inner);

    void PushExit(Func<Exception?, ValueTask<bool>> exit);

    void PushExit(IAsyncContextManager<string> manager);

    void PushCallback(int form, Func<ValueTask> callback);

    IStack PopAll();

    ValueTask CloseAsync();
}
