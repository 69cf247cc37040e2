namespace AsyncWith.Parity.Libraries;

/// <summary>AsyncWith's own exit stack.</summary>
internal sealed class RealStack(AsyncExitStack stack) : IStack
{
    private static readonly RealLibrary _library = new();

    internal AsyncExitStack Stack => stack;

    public ValueTask UseAsync(int form, Func<ValueTask> body) => _library.UseAsync(stack, form, _ => body());

    public ValueTask<string> EnterAsync(IAsyncContextManager<string> manager) => stack.EnterContextAsync(manager);

    public async ValueTask EnterAsync(IStack inner) => await stack.EnterContextAsync(((RealStack)inner).Stack);

    public void PushExit(Func<Exception?, ValueTask<bool>> exit) => stack.PushExit(exit);

    public void PushExit(IAsyncContextManager<string> manager) => stack.PushExit(manager);

    public void PushCallback(int form, Func<ValueTask> callback)
    {
        if (form % 2 == 0)
            stack.PushCallback(callback);
        else
            stack.PushCallback(callback, static callback => callback());
    }

    public IStack PopAll() => new RealStack(stack.PopAll());

    public ValueTask CloseAsync() => stack.CloseAsync();
}
