using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Generators;

/// <summary>Generators as people write them, none of which deserves a mark.</summary>
public sealed class UsualGeneratorsTests
{
    public static TheoryData<string> Generators =>
    [
        """
        object M(System.Diagnostics.ActivitySource source) => AsyncContextManager.Create<System.Diagnostics.Activity?>(async yield =>
        {
            var activity = source.StartActivity("block");
            try { await yield.Return(activity); }
            catch (Exception error) { activity?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, error.Message); throw; }
            finally { activity?.Dispose(); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<(Connection, Connection)>(async (yield, cancellationToken) =>
        {
            await using var stack = new AsyncExitStack();
            var first = await stack.EnterContextAsync(Managers.Open(), cancellationToken);
            var second = await stack.EnterContextAsync(Managers.Open(), cancellationToken);
            stack.PushCallback(async () => await first.CommitAsync());
            await yield.Return((first, second));
        });
        """,
        """
        object M() => AsyncContextManager.Create<(Connection, Session)>(async yield =>
            await (Managers.Open(), new Session()).UseAsync(async (connection, session) => await yield.Return((connection, session))));
        """,
        """
        object M(Pool pool) => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = pool.Rent();
            var succeeded = false;
            try
            {
                await yield.Return(connection);
                succeeded = true;
            }
            finally
            {
                if (succeeded)
                    pool.Return(connection);
                else
                    connection.Dispose();
            }
        });
        """,
        """
        object M(Pool pool) => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = pool.Rent();
            try { await yield.Return(connection); }
            catch { connection.Dispose(); throw; }
            pool.Return(connection);
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(TimeSpan.FromSeconds(5));
            var connection = await Connection.OpenAsync(deadline.Token);
            try { await yield.Return(connection); }
            finally { await connection.CloseAsync(); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
        {
            var transaction = await Connection.OpenAsync(cancellationToken);
            try
            {
                await yield.Return(transaction);
                await transaction.CommitAsync(CancellationToken.None);
            }
            catch
            {
                await transaction.RollbackAsync(CancellationToken.None);
                throw;
            }
            finally
            {
                await transaction.DisposeAsync();
            }
        });
        """,
        """
        object M(string path) => AsyncContextManager.Create<string>(async yield =>
        {
            var temporary = Path.GetTempFileName();
            try
            {
                await yield.Return(temporary);
                File.Move(temporary, path, overwrite: true);
            }
            finally { File.Delete(temporary); }
        });
        """,
        """
        object M(Connection? shared) => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
        {
            if (shared is { IsOpen: true })
            {
                await yield.Return(shared);
                return;
            }

            await using var connection = await Connection.OpenAsync(cancellationToken);
            await yield.Return(connection);
        });
        """,
        """
        object M(IEnumerable<string> hosts) => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
        {
            Exception? last = null;
            foreach (var host in hosts)
            {
                Connection connection;
                try { connection = await Connection.OpenAsync(cancellationToken); }
                catch (IOException error) { last = error; continue; }

                try { await yield.Return(connection); }
                finally { await connection.CloseAsync(); }
                return;
            }

            throw new IOException("no host answers", last);
        });
        """,
        """
        object M(bool own, Connection? given) => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
        {
            var connection = given ?? await Connection.OpenAsync(cancellationToken);
            try { await yield.Return(connection); }
            finally { if (own) await connection.CloseAsync(); }
        });
        """,
        """
        object M(bool shared) => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            try { await yield.Return(connection); }
            finally
            {
                if (shared)
                {
                    Log.Write("shared");
                }
                else
                {
                    if (connection.IsOpen)
                        await connection.CommitAsync();
                    await connection.CloseAsync();
                }
            }
        });
        """,
        """
        private static readonly AsyncLocal<int> _depth = new();
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            var before = _depth.Value;
            _depth.Value = before + 1;
            try { await yield.Return(_depth.Value); }
            finally { _depth.Value = before; }
        });
        """,
        """
        object M(object gate) => AsyncContextManager.Create<int>(async yield =>
        {
            var times = 0;
            do
            {
                times++;
                try { Log.Write(await Connection.OpenAsync()); break; }
                catch (IOException) when (times < 3) { await Task.Delay(times); }
            }
            while (true);
            lock (gate) { Log.Write(times); }
            await yield.Return(times);
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            await Managers.Open().ConfigureAwait(false).UseAsync(async connection =>
            {
                try { await yield.Return(connection); }
                catch (OperationCanceledException) { await connection.RollbackAsync(); throw; }
                await connection.CommitAsync();
            });
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var suppressed = await AsyncContextManager.Suppress<IOException>().UseAsync(async result =>
            {
                await Managers.Open().UseAsync(async connection => await yield.Return(connection));
                return result;
            });
            Log.Write(suppressed.Exception);
        });
        """,
    ];

    [Theory, MemberData(nameof(Generators))]
    public Task Usual_generators_are_not_marked(string members) => Verify.AcceptsAsync(members);
}
