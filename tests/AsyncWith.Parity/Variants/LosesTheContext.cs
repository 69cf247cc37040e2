namespace AsyncWith.Parity.Variants;

/// <summary>Wrong: what an exit throws replaces the exception of the block without a trace of it, as in a finally.</summary>
internal sealed class LosesTheContext : VariantLibrary
{
    public override async ValueTask UseAsync<T>(IAsyncContextManager<T> manager, int form, Func<T, ValueTask> body)
    {
        var resource = await manager.EnterAsync();
        try
        {
            await body(resource);
        }
        catch (Exception exception)
        {
            if (!await manager.ExitAsync(exception))
                throw;
            return;
        }

        await manager.ExitAsync(null);
    }
}
