namespace AsyncWith.Data;

/// <summary>What follows a commit.</summary>
internal static class AfterCommit
{
    /// <summary>Takes all <paramref name="steps"/>, also after one that fails.</summary>
    /// <exception cref="AggregateException">
    /// Some failed. It is not an exception of the database, so that the transaction is not run again.
    /// </exception>
    internal static async ValueTask RunAsync(IEnumerable<Func<ValueTask>> steps)
    {
        List<Exception>? failures = null;
        foreach (var step in steps)
        {
            try
            {
                await step().ConfigureAwait(true); // callbacks of the user are among them
            }
            catch (Exception failure)
            {
                (failures ??= []).Add(failure);
            }
        }

        if (failures is not null)
            throw new AggregateException("The transaction had ended before this failed, and is not undone by it: do not run it again.", failures);
    }
}
