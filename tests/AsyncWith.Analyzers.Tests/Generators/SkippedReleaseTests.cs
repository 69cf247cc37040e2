using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Generators;

[Trait("Rule", "G3")]
public sealed class SkippedReleaseTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            await yield.Return(connection);
            await [|connection.CloseAsync()|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = new Connection();
            await yield.Return(connection);
            await connection.CommitAsync();
            [|connection.Dispose()|];
        });
        """,
        """
        object M(Pool pool) => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = pool.Rent();
            await yield.Return(connection);
            [|pool.Return(connection)|];
        });
        """,
        """
        object M(SemaphoreSlim semaphore) => AsyncContextManager.Create<int>(async (yield, cancellationToken) =>
        {
            await semaphore.WaitAsync(cancellationToken);
            await yield.Return(1);
            [|semaphore.Release()|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<string>(async yield =>
        {
            var path = Path.GetTempFileName();
            await yield.Return(path);
            [|File.Delete(path)|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            try { await yield.Return(connection); }
            catch (IOException) { }
            await [|connection.DisposeAsync()|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            await yield.Return(connection);
            try { await connection.CommitAsync(); }
            finally { await [|connection.CloseAsync()|]; }
        });
        """,
        """
        private readonly Connection _connection = new();
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            await _connection.ConnectAsync();
            await yield.Return(_connection);
            await [|_connection.CloseAsync()|];
        });
        """,
        """
        object M(Connection? shared) => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = shared ?? await Connection.OpenAsync();
            await yield.Return(connection);
            [|connection?.Dispose()|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var log = await Connection.OpenAsync();
            await Managers.Open().UseAsync(async x => await yield.Return(x));
            await [|log.CloseAsync()|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var log = await Connection.OpenAsync();
            await Managers.Open().UseAsync(async x =>
            {
                await yield.Return(x);
                await [|log.CloseAsync()|];
            });
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            await AcquireLockAsync();
            await yield.Return(1);
            await [|ReleaseLockAsync()|];
        });
        Task AcquireLockAsync() => Task.CompletedTask;
        Task ReleaseLockAsync() => Task.CompletedTask;
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            if (!Connection.TryOpen(out var connection))
                throw new IOException();
            await yield.Return(connection);
            [|connection.Close()|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(Generate);
        static async Task Generate(Yield<Connection> yield)
        {
            var connection = await Connection.OpenAsync();
            await yield.Return(connection);
            await [|connection.CloseAsync()|];
        }
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var (first, second) = (await Connection.OpenAsync(), await Connection.OpenAsync());
            var connection = await Connection.OpenAsync();
            try { await yield.Return(connection); }
            finally { await connection.CloseAsync(); }
            await connection.CommitAsync();
            await connection.CloseAsync();
            var other = new Connection();
            await other.CloseAsync();
        });
        object N() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            await yield.Return(connection);
            [|connection.Dispose()|];
        });
        """,
        """
        object M(bool quick) => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            try { await yield.Return(connection); }
            catch (IOException) { if (quick) return; Log.Write(1); throw; }
            await [|connection.CloseAsync()|];
        });
        """,
        """
        object M(bool own) => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            await yield.Return(connection);
            if (own)
                await [|connection.CloseAsync()|];
        });
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            try { await yield.Return(connection); }
            finally { await connection.CloseAsync(); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            await using var connection = await Connection.OpenAsync();
            await yield.Return(connection);
            await connection.CommitAsync();
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            await using (var connection = await Connection.OpenAsync())
            {
                await yield.Return(connection);
                await connection.CloseAsync();
            }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            try { await yield.Return(connection); }
            catch { await connection.RollbackAsync(); await connection.CloseAsync(); throw; }
            await connection.CommitAsync();
            await connection.CloseAsync();
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            await yield.Return(connection);
            await connection.CommitAsync();
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            try { await yield.Return(connection); }
            finally { if (connection is not null) await connection.CloseAsync(); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            var closed = false;
            try
            {
                await yield.Return(connection);
                await connection.CloseAsync();
                closed = true;
            }
            finally
            {
                if (!closed)
                    connection.Dispose();
            }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            await yield.Return(1);
            var report = await Connection.OpenAsync();
            await report.CloseAsync();
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await CreateConnectionAsync();
            try { await yield.Return(connection); }
            finally { await connection.CloseAsync(); }
            await ReturnStatisticsAsync();
        });
        Task<Connection> CreateConnectionAsync() => Connection.OpenAsync();
        Task ReturnStatisticsAsync() => Task.CompletedTask;
        """,
        """
        object M() => AsyncContextManager.Create<List<int>>(async yield =>
        {
            var numbers = new List<int>();
            await yield.Return(numbers);
            Log.Write(Closest(numbers));
        });
        int Closest(List<int> numbers) => numbers[0];
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            try { await yield.Return(connection); }
            catch (IOException) { await connection.CloseAsync(); throw; }
            catch (Exception) { connection.Dispose(); throw; }
            await connection.CloseAsync();
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var log = await Connection.OpenAsync();
            try
            {
                await Managers.Open().UseAsync(async x =>
                {
                    await yield.Return(x);
                    await log.CloseAsync();
                });
            }
            finally { await log.DisposeAsync(); }
        });
        """,
        """
        object M(Connection? shared) => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = shared ?? await Connection.OpenAsync();
            try { await yield.Return(connection); }
            finally { connection?.Dispose(); }
        });
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_release_that_a_throwing_block_skips_is_marked(string members) => Verify.FlagsAsync(RuleIds.SkippedRelease, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_release_that_always_runs_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
