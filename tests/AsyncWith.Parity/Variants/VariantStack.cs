using AsyncWith.Parity.Libraries;

namespace AsyncWith.Parity.Variants;

/// <summary>The real exit stack, over the managers of a variant.</summary>
internal class VariantStack(RealStack real, VariantLibrary library) : IStack
{
    protected RealStack Real { get; } = real;

    protected VariantLibrary Library { get; } = library;

    public virtual ValueTask UseAsync(int form, Func<ValueTask> body) => Real.UseAsync(form, body);

    public virtual ValueTask<string> EnterAsync(IAsyncContextManager<string> manager) => Real.EnterAsync(Library.Spoil(manager));

    public virtual ValueTask EnterAsync(IStack inner) => Real.EnterAsync(((VariantStack)inner).Real);

    public virtual void PushExit(Func<Exception?, ValueTask<bool>> exit) => Real.PushExit(exit);

    public virtual void PushExit(IAsyncContextManager<string> manager) => Real.PushExit(Library.Spoil(manager));

    public virtual void PushCallback(int form, Func<ValueTask> callback) => Real.PushCallback(form, callback);

    public virtual IStack PopAll() => new VariantStack((RealStack)Real.PopAll(), Library);

    public ValueTask CloseAsync() => Real.CloseAsync();
}
