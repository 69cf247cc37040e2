using System.Runtime.ExceptionServices;
using AsyncWith.Data;
using Microsoft.EntityFrameworkCore;

namespace AsyncWith.EntityFrameworkCore;

/// <summary>Work that is run in a transaction as often as an execution strategy says.</summary>
internal sealed class UnitOfWorkRun<TContext, TResult>(
    IDbContextFactory<TContext>? factory, Func<TContext, CancellationToken, Task<TResult>> body, UnitOfWorkOptions<TContext> options)
    where TContext : DbContext
{
    internal Task<TResult> OnNewContextsAsync(CancellationToken cancellationToken) =>
        // This context has the strategy; the attempts have contexts of their own.
        factory!.Open().UseAsync(context => RunAsync(context, cancellationToken), cancellationToken).AsTask();

    internal Task<TResult> OnAsync(TContext context, CancellationToken cancellationToken)
    {
        if (context.ChangeTracker.HasChanges())
        {
            throw new InvalidOperationException(
                "The context has unsaved changes, which a second attempt would not know of. Save them before, or make them inside the unit of work.");
        }

        return RunAsync(context, cancellationToken);
    }

    private Task<TResult> RunAsync(TContext context, CancellationToken cancellationToken) =>
        context.Database.CreateExecutionStrategy().ExecuteAsync(
            (Run: this, Context: context),
            static (state, cancellationToken) => state.Run.AttemptAsync(state.Context, cancellationToken),
            cancellationToken);

    private async Task<TResult> AttemptAsync(TContext context, CancellationToken cancellationToken)
    {
        var result = default(TResult)!;
        try
        {
            if (factory is null)
                context.ChangeTracker.Clear();
            var manager = factory is null ? context.UnitOfWork(options.IsolationLevel) : factory.UnitOfWork(options.IsolationLevel);
            await manager.UseAsync(async context => { result = await body(context, cancellationToken).ConfigureAwait(true); }, cancellationToken)
                .ConfigureAwait(true);
            return result;
        }
        catch (CommitOutcomeUnknownException unknown) when (options.VerifyCommitted is not null)
        {
            if (!await IsCommittedAsync(context, cancellationToken).ConfigureAwait(false))
                ExceptionDispatchInfo.Throw(unknown.InnerException ?? unknown); // nothing is committed: whether to run it again is up to the strategy
            return result;
        }
    }

    private async Task<bool> IsCommittedAsync(TContext context, CancellationToken cancellationToken)
    {
        if (factory is null)
            return await options.VerifyCommitted!(context, cancellationToken).ConfigureAwait(false);

        return await factory.Open()
            .UseAsync(context => options.VerifyCommitted!(context, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }
}
