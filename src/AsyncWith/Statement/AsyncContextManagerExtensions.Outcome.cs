using AsyncWith.Internal;

namespace AsyncWith;

// The result of a block in several managers. An outer manager must see success where an inner one suppressed the exception, so the missing result
// is passed as a value until the last manager has been exited.
public static partial class AsyncContextManagerExtensions
{
    /// <summary>The outcome of a statement whose exception was suppressed: it has no result, and fails with what says what to call instead.</summary>
    private static Outcome<TResult> NoResult<TResult>(Exception suppressed) =>
        new(new InvalidOperationException(
            "The context manager suppressed the exception of the block, so the block has no result. "
            + "Call UseOrDefaultAsync on the manager that suppresses it to get the default value in that case. "
            + "The inner exception is the suppressed one.",
            suppressed));

    private static Outcome<TResult?> DefaultResult<TResult>(Exception suppressed) => new(default(TResult));

    private static Outcome<Outcome<TResult>> SuppressedOutcome<TResult>(Exception suppressed) => new(NoResult<TResult>(suppressed));

    /// <summary>The block's result as an outcome, so that a suppressed exception can take its place.</summary>
    private static ValueTask<Outcome<TResult>> OutcomeAsync<TResult>(ValueTask<TResult> block)
    {
        return block.IsCompletedSuccessfully ? new(new Outcome<TResult>(block.Result)) : AwaitAsync(block).WithResult;

        static async StatementTask<Outcome<TResult>> AwaitAsync(ValueTask<TResult> block)
        {
            var outcome = await block.Outcome(continueOnCapturedContext: false);
            if (outcome.Exception is not null)
                await new Failure(outcome.Exception); // of this block, for the exits to see
            return outcome;
        }
    }

    /// <summary>The result of the statement for several managers, once all have been exited.</summary>
    private static ValueTask<TResult> ResultAsync<TResult>(ValueTask<Outcome<TResult>> run)
    {
        return run.IsCompletedSuccessfully ? run.Result.ToValueTask() : AwaitAsync(run).WithResult;

        static async StatementTask<TResult> AwaitAsync(ValueTask<Outcome<TResult>> run)
        {
            var outcome = await run.Outcome(continueOnCapturedContext: false);
            if ((outcome.Exception ?? outcome.Value.Exception) is { } exception)
                await new Failure(exception);
            return outcome.Value.Value!;
        }
    }
}
