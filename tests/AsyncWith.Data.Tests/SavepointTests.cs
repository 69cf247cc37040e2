using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Rows: a savepoint fails; a PostgreSQL savepoint that swallowed an error.</summary>
[Trait("Row", "savepoint")]
public sealed class SavepointTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task What_a_savepoint_did_is_kept_when_it_completes(Database database) => OnAsync(database, async store =>
    {
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.Savepoint().UseAsync(async inner =>
            {
                Assert.Same(transaction.Transaction, inner);
                await inner.ExecuteAsync(Store.Insert(1));
            });
            await transaction.ExecuteAsync(Store.Insert(2));
        });

        await store.HoldsAsync(1, 2);
    });

    [Theory, AllCombinations]
    public Task A_savepoint_that_fails_takes_its_part_back_and_the_transaction_continues(Database database, Interleaving block) =>
        OnAsync(database, async store =>
    {
        var thrown = new FormatException();

        await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            var left = await Record.ExceptionAsync(async () => await transaction.Savepoint().UseAsync(async inner =>
            {
                await inner.ExecuteAsync(Store.Insert(2));
                await block.RunAsync(() => throw thrown);
            }));
            Assert.Same(thrown, left);
            await transaction.ExecuteAsync(Store.Insert(3));
        });

        Assert.Empty(thrown.Data);
        await store.HoldsAsync(1, 3);
    });

    [Theory, AllCombinations]
    public Task An_error_of_the_database_in_a_savepoint_is_survived(Database database) => OnAsync(database, async store =>
    {
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await Assert.ThrowsAnyAsync<DbException>(async () =>
                await transaction.Savepoint().UseAsync(async inner => await inner.ExecuteAsync(Store.Insert(1))));
            await transaction.ExecuteAsync(Store.Insert(2));
        });

        await store.HoldsAsync(1, 2);
    });

    [Theory, AllCombinations]
    public Task Three_deep_each_one_takes_back_what_is_inside_it(Database database, bool first, bool second, bool third) =>
        OnAsync(database, async store =>
    {
        await store.Source.Transaction().UseAsync(async transaction =>
            await TryAsync(transaction.Transaction, 1, first, async () =>
                await TryAsync(transaction.Transaction, 2, second, async () =>
                    await TryAsync(transaction.Transaction, 3, third, async () => { }))));

        long[] kept = [.. new[] { 1L, 2, 3 }.Where(id => !first && (id < 2 || !second) && (id < 3 || !third))];
        await store.HoldsAsync(kept);

        static async Task TryAsync(DbTransaction transaction, int id, bool fails, Func<Task> inner)
        {
            try
            {
                await transaction.Savepoint().UseAsync(async () =>
                {
                    await transaction.ExecuteAsync(Store.Insert(id));
                    await inner();
                    if (fails)
                        throw new FormatException();
                });
            }
            catch (FormatException)
            {
                // This part is gone; what is around it goes on.
            }
        }
    });

    [Theory, AllCombinations]
    public Task A_name_of_the_caller_may_need_quotes_and_be_used_again(Database database) => OnAsync(database, async store =>
    {
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            for (var id = 1; id <= 4; id++)
                await Record.ExceptionAsync(async () => await transaction.Savepoint("a \"quoted\" name").UseAsync(async inner =>
                {
                    await inner.ExecuteAsync(Store.Insert(id));
                    if (id % 2 == 0)
                        throw new FormatException();
                }));
        });

        await store.HoldsAsync(1, 3);
    });

    [Fact]
    [Trait("Row", "PostgreSQL savepoint that swallowed an error")]
    public Task A_savepoint_that_swallowed_an_error_is_undone_and_reported_and_the_transaction_continues() =>
        OnAsync(Database.Postgres, async store =>
        {
            await store.Source.Transaction().UseAsync(async transaction =>
            {
                await transaction.ExecuteAsync(Store.Insert(1));
                var left = await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await transaction.Savepoint().UseAsync(async inner =>
                {
                    await inner.ExecuteAsync(Store.Insert(2));
                    await inner.FailAsync(Store.Insert(2));
                }));
                Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, left.SqlState);
                await transaction.ExecuteAsync(Store.Insert(3));
            });

            await store.HoldsAsync(1, 3);
        });

    [Theory, AllCombinations]
    public Task Where_sqlite_has_rolled_everything_back_the_transaction_fails_too(bool swallowed) => OnAsync(Database.Sqlite, async store =>
    {
        var left = await Record.ExceptionAsync(async () => await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            var inner = await Record.ExceptionAsync(async () => await transaction.Savepoint().UseAsync(async inner =>
            {
                var failing = "INSERT OR ROLLBACK INTO items (id, name) VALUES (1, 'again')";
                await (swallowed ? inner.FailAsync(failing) : inner.ExecuteAsync(failing));
            }));
            Assert.IsType(swallowed ? typeof(TransactionRolledBackException) : typeof(SqliteException), inner);
            Assert.NotNull(TransactionFailure.GetRollbackFailure(inner));
        }));

        Assert.IsType<TransactionRolledBackException>(left);
        await store.HoldsAsync();
    });

    [Fact]
    public Task What_a_savepoint_could_not_take_back_is_not_committed() => OnAsync(Database.Postgres, async store =>
    {
        await store.ExecuteAsync(Store.Insert(1));
        var left = await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await store.Source.Transaction().UseAsync(async transaction =>
        {
            DbDataReader? reader = null;
            var failed = await Assert.ThrowsAsync<FormatException>(async () => await transaction.Savepoint().UseAsync(async inner =>
            {
                await inner.ExecuteAsync(Store.Insert(2));
                reader = await transaction.CreateCommand("SELECT id FROM items").ExecuteReaderAsync();
                throw new FormatException();
            }));
            Assert.IsType<NpgsqlOperationInProgressException>(TransactionFailure.GetRollbackFailure(failed));
            await reader!.DisposeAsync();
            await transaction.ExecuteAsync(Store.Insert(3)); // the block goes on as if the savepoint had been taken back
        }));

        Assert.Contains("savepoint", left.Message, StringComparison.Ordinal);
        await store.HoldsAsync(1);
    });

    [Fact]
    public Task A_savepoint_around_one_that_could_not_be_taken_back_makes_up_for_it() => OnAsync(Database.Postgres, async store =>
    {
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await Assert.ThrowsAsync<FormatException>(async () => await transaction.Savepoint().UseAsync(async () =>
            {
                DbDataReader? reader = null;
                await Assert.ThrowsAsync<FormatException>(async () => await transaction.Savepoint().UseAsync(async () =>
                {
                    reader = await transaction.CreateCommand("SELECT id FROM items").ExecuteReaderAsync();
                    throw new FormatException();
                }));
                await reader!.DisposeAsync();
                throw new FormatException();
            }));
        });

        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    public Task A_transaction_that_the_block_of_a_savepoint_ended_needs_no_release(Database database) => OnAsync(database, async store =>
    {
        await store.Source.Transaction().UseAsync(async transaction => await transaction.Savepoint().UseAsync(async inner =>
        {
            await inner.ExecuteAsync(Store.Insert(1));
            await inner.CommitAsync();
        }));

        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    public Task A_connection_closed_in_a_savepoint_is_told_by_it(Database database) => OnAsync(database, async store =>
    {
        await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await store.Source.Transaction().UseAsync(async transaction =>
        {
            await Assert.ThrowsAsync<TransactionRolledBackException>(async () =>
                await transaction.Savepoint().UseAsync(async () => await transaction.Connection.CloseAsync()));
        }));
    });
}
