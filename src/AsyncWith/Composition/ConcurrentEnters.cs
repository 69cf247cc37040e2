using System.Runtime.ExceptionServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The managers of one block, entered at the same time.</summary>
internal sealed class ConcurrentEnters(ConcurrentEnter[] parts, CancellationToken caller)
{
    private BlockCancellation _cancellation = new(caller);

    /// <summary>Enters all, and registers the exits of those that were entered.</summary>
    internal async ValueTask RunAsync(AsyncExitStack stack)
    {
        stack.PushExit(async _ =>
        {
            await _cancellation.EndAsync().ConfigureAwait(false); // after the exits: until then the caller's token may matter to what was entered
            return false;
        });
        await Task.WhenAll(parts.Select(EnterAsync)).ConfigureAwait(false);
        foreach (var part in parts.Where(part => part.IsEntered))
            part.PushExit(stack);

        if (FirstFailure() is { } failure)
            ExceptionDispatchInfo.Throw(ExceptionContext.Attach(failure, await _cancellation.EndAsync().ConfigureAwait(false), since: 0));
    }

    // An async method of its own: what one enter throws, or sets as ambient state, does not touch the next.
    private async Task EnterAsync(ConcurrentEnter part)
    {
        try
        {
            await part.RunAsync(_cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var isFirst = _cancellation.Cancel();
            if (isFirst || caller.IsCancellationRequested || exception is not OperationCanceledException)
                part.Failure = exception; // else the first failure is its cause
        }
    }

    private Exception? FirstFailure()
    {
        var failures = parts.Select(part => part.Failure).OfType<Exception>().OrderBy(failure => failure is OperationCanceledException).ToList();
        foreach (var other in failures.Skip(1))
            ExceptionContext.Attach(failures[0], other, since: 0);
        return failures.FirstOrDefault();
    }
}
