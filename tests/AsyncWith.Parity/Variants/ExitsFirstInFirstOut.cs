using AsyncWith.Parity.Libraries;

namespace AsyncWith.Parity.Variants;

/// <summary>Wrong: an exit stack exits what was registered first, first.</summary>
internal sealed class ExitsFirstInFirstOut : VariantLibrary
{
    public override IStack NewStack() => new Stack(new RealStack(new AsyncExitStack()), this, []);

    /// <summary>Whatever the real stack exits, the exit that waits longest runs in its place.</summary>
    private sealed class Stack(RealStack real, VariantLibrary library, Queue<Func<Exception?, ValueTask<bool>>> exits) : VariantStack(real, library)
    {
        private Queue<Func<Exception?, ValueTask<bool>>> _exits = exits;

        public override async ValueTask<string> EnterAsync(IAsyncContextManager<string> manager)
        {
            var resource = await manager.EnterAsync();
            PushExit(manager.ExitAsync);
            return resource;
        }

        public override ValueTask EnterAsync(IStack inner)
        {
            PushExit(((Stack)inner).Real.Stack.ExitAsync);
            return default;
        }

        public override void PushExit(IAsyncContextManager<string> manager) => PushExit(manager.ExitAsync);

        public override void PushCallback(int form, Func<ValueTask> callback) => PushExit(async _ =>
        {
            await callback();
            return false;
        });

        public override void PushExit(Func<Exception?, ValueTask<bool>> exit)
        {
            var exits = _exits;
            exits.Enqueue(exit);
            Real.PushExit(exception => exits.Dequeue()(exception));
        }

        public override IStack PopAll()
        {
            var moved = new Stack((RealStack)Real.PopAll(), Library, _exits);
            _exits = [];
            return moved;
        }
    }
}
