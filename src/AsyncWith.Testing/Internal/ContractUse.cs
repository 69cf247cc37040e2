namespace AsyncWith.Testing.Internal;

/// <summary>One use of a manager: enter, block, exit, as the statement does it. It judges what each of them does.</summary>
internal sealed class ContractUse<T>(IAsyncContextManager<T> manager, bool maySuppress, Action<string> report)
{
    private volatile string? _phase = nameof(IAsyncContextManager<>.EnterAsync);

    /// <summary>What runs, null when all of it has: for a use that does not end.</summary>
    internal string? Phase => _phase;

    /// <summary>Whether the enter answered with an <see cref="InvalidOperationException"/>, and no one had cancelled it.</summary>
    internal bool WasRefused { get; private set; }

    internal Action<string> Report => report;

    /// <param name="block">What to run inside.</param>
    /// <param name="caller">Its token is given to the enter.</param>
    /// <param name="mayBeRefused">Whether another use of this manager came first.</param>
    internal async Task RunAsync(Func<CancellationTokenSource, Task> block, CancellationTokenSource caller, bool mayBeRefused = false)
    {
        try
        {
#pragma warning disable AW0008 // nothing between enter and exit throws: each of them is judged on its own
            await manager.EnterAsync(caller.Token).ConfigureAwait(true);
#pragma warning restore AW0008
        }
        catch (Exception exception)
        {
            JudgeEnter(exception, caller.IsCancellationRequested, mayBeRefused);
            _phase = null;
            return;
        }

        Exception? left = null;
        _phase = "The block";
        try
        {
            await block(caller).ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            left = exception;
        }

        _phase = nameof(IAsyncContextManager<>.ExitAsync);
        try
        {
            if (await manager.ExitAsync(left).ConfigureAwait(true) && left is not null && !maySuppress)
                report(Swallowed(left));
        }
        catch (Exception exception)
        {
            JudgeExit(exception, left, caller.IsCancellationRequested);
        }

        _phase = null;
    }

    private static string Describe(Exception exception) => $"{exception.GetType().Name} (\"{exception.Message}\")";

    private static string Swallowed(Exception left) =>
        $"ExitAsync returned true, so the {left.GetType().Name} that left the block is lost. "
        + "Return false, or let a generator rethrow what it caught; if it is meant to suppress, set SuppressesExceptions in the options.";

    private void JudgeEnter(Exception thrown, bool isCancelled, bool mayBeRefused)
    {
        if (isCancelled)
        {
            if (!thrown.Carries(carried => carried is OperationCanceledException) && !(mayBeRefused && thrown is InvalidOperationException))
            {
                report($"EnterAsync was cancelled and threw {Describe(thrown)}, which hides the cancellation. "
                    + "Let the OperationCanceledException propagate, or throw an exception that has it inside.");
            }
        }
        else if (!mayBeRefused)
        {
            report($"EnterAsync threw {Describe(thrown)}. Let the factory make a manager that can be entered, whatever others it has made.");
        }
        else if (thrown is InvalidOperationException)
        {
            WasRefused = true;
        }
        else
        {
            report($"EnterAsync threw {Describe(thrown)} when the manager was used again. "
                + "Keep nothing of the use before, or throw an InvalidOperationException that says what to do.");
        }
    }

    private void JudgeExit(Exception thrown, Exception? left, bool isCancelled)
    {
        if (thrown == left)
            return;

        if (isCancelled && thrown is OperationCanceledException)
        {
            report($"ExitAsync threw {Describe(thrown)}: the token of EnterAsync cut the release short. "
                + "Use that token until the enter has ended, and CancellationToken.None for the release.");
        }
        else if (left is null)
        {
            report($"The block completed, and ExitAsync threw {Describe(thrown)}. Throw where the release failed, and nowhere else.");
        }
        else if (!thrown.Carries(carried => carried == left))
        {
            report($"ExitAsync threw {Describe(thrown)}, and the {left.GetType().Name} that left the block is lost. "
                + "Return false after a failed block, or put its exception inside of what you throw.");
        }
        else if (!maySuppress)
        {
            report($"ExitAsync threw {Describe(thrown)} in place of the {left.GetType().Name} that left the block, "
                + "so that a catch of the latter does not see it. "
                + "Return false after a failed block; if it is meant to translate, set SuppressesExceptions in the options.");
        }
    }
}
