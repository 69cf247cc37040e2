using AsyncWith.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static AsyncWith.Testing.Tests.Faults.Exhaustion;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>The managers of contexts, on SQLite in memory: a fault and a cancellation at every step.</summary>
public sealed class EntityFrameworkFaultTests
{
    [Fact]
    public Task A_context() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        new FakeContextFactory(fakes).Open().UseAsync(async context =>
        {
            await context.Database.ExecuteSqlRawAsync("SELECT 0", CancellationToken.None);
            await fakes.BlockAsync(token);
        }, token));

    [Fact]
    public Task A_unit_of_work() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        new FakeContextFactory(fakes).UnitOfWork().UseAsync(context => WorkAsync(context, fakes, token), token));

    [Fact]
    public Task A_unit_of_work_on_a_context() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        new FakeContextFactory(fakes).Open().UseAsync(context => context.UnitOfWork().UseAsync(_ => WorkAsync(context, fakes, token), token), token));

    [Fact]
    public Task A_transaction_of_a_context() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        new FakeContextFactory(fakes).Open().UseAsync(
            context => context.Transaction().UseAsync(
                async _ =>
                {
                    await WorkAsync(context, fakes, token);
                    await context.SaveChangesAsync(CancellationToken.None);
                },
                token),
            token));

    [Fact]
    public Task Savepoints_of_a_context() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        new FakeContextFactory(fakes).UnitOfWork().UseAsync(
            async context =>
            {
                await CreateAsync(context);
                await context.Savepoint().UseAsync(
                    async _ =>
                    {
                        context.Add(new FakeContext.Item());
                        await context.Savepoint("inner").UseAsync(
                            async _ =>
                            {
                                context.Add(new FakeContext.Item());
                                await fakes.BlockAsync(token);
                            },
                            token);
                    },
                    token);
            },
            token));

    [Fact]
    public Task Work_that_a_strategy_runs() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        new ValueTask(
            new FakeContextFactory(fakes).RunUnitOfWorkAsync(
                (context, token) => WorkAsync(context, fakes, token).AsTask(), cancellationToken: token)));

    [Fact]
    public Task Work_that_a_strategy_runs_on_a_context() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        new FakeContextFactory(fakes).Open().UseAsync(
            async context =>
                await context.RunUnitOfWorkAsync((context, token) => WorkAsync(context, fakes, token).AsTask(), cancellationToken: token),
            token));

    private static async ValueTask WorkAsync(FakeContext context, Fakes fakes, CancellationToken cancellationToken)
    {
        await CreateAsync(context);
        context.Add(new FakeContext.Item());
        await fakes.BlockAsync(cancellationToken);
    }

    private static Task CreateAsync(FakeContext context) =>
        context.Database.ExecuteSqlRawAsync("CREATE TABLE Items (Id INTEGER PRIMARY KEY)", CancellationToken.None);
}
