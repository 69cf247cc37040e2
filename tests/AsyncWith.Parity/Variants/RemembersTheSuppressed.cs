using AsyncWith.Parity.Interpreting;
using AsyncWith.Parity.Libraries;

namespace AsyncWith.Parity.Variants;

/// <summary>Wrong: what an exit of a stack throws carries an exception that another exit suppressed before.</summary>
internal sealed class RemembersTheSuppressed : VariantLibrary
{
    public override IStack NewStack() => new Stack(new RealStack(new AsyncExitStack()), this);

    private sealed class Stack(RealStack real, VariantLibrary library) : VariantStack(real, library)
    {
        private Exception? _suppressed;

        public override async ValueTask<string> EnterAsync(IAsyncContextManager<string> manager)
        {
            var resource = await manager.EnterAsync();
            PushExit(manager.ExitAsync);
            return resource;
        }

        public override void PushExit(IAsyncContextManager<string> manager) => PushExit(manager.ExitAsync);

        public override void PushCallback(int form, Func<ValueTask> callback) => PushExit(async _ =>
        {
            await callback();
            return false;
        });

        public override void PushExit(Func<Exception?, ValueTask<bool>> exit) => base.PushExit(async exception =>
        {
            try
            {
                var suppress = await exit(exception);
                if (suppress)
                    _suppressed = exception;
                return suppress;
            }
            catch (Exception thrown) when (_suppressed is not null)
            {
                UserContext.Attach(thrown, _suppressed);
                throw;
            }
        });
    }
}
