using System.Collections;
using System.Diagnostics;
using Xunit;

namespace AsyncWith.Xunit;

/// <summary>A class of tests whose managers are exited after each test, last first, and see how it ended.</summary>
/// <remarks>
/// <code>
/// public sealed class ImportTests : ContextTest
/// {
///     private DirectoryInfo _directory = null!;
///
///     protected override async ValueTask SetUpAsync() =>
///         _directory = await EnterAsync(TemporaryDirectory.Create("import-", keepOnFailure: true));
///
///     [Fact]
///     public async Task It_reads_what_it_wrote()
///     {
///         var transaction = await EnterAsync(_database.Transaction()); // rolled back where the test fails
///         Assert.Equal(3, await Import.RunAsync(transaction, _directory));
///     }
/// }
/// </code>
/// When the test passed or was skipped the exits are told <see langword="null"/>, when it failed a <see cref="TestFailedException"/>. What they note
/// in its <see cref="Exception.Data"/>, such as where a directory was kept, is written to the output of the test. An exit cannot make a failed test
/// pass; one that throws makes the test fail.
/// <para>
/// xunit does not stop a test that runs into its <c>Timeout</c>, and its managers are exited when it ends: give
/// <c>TestContext.Current.CancellationToken</c> to what it awaits. They see a <see cref="TestFailedException"/> then as well. Ambient state that a
/// manager sets in <see cref="SetUpAsync"/> is not seen by the test, but what it sets in the test is.
/// </para>
/// </remarks>
[DebuggerDisplay("{_entered}")]
public abstract class ContextTest : IAsyncLifetime
{
    private const string Ended =
        "The test has ended, and its managers are exited. Await in the test whatever enters managers.";

    private readonly AsyncExitStack _entered = new();
    private volatile bool _hasEnded;

    /// <summary>Called by xunit before the test: sets up. Where that fails, all that was entered is exited with the failure.</summary>
    /// <returns>A task that completes when the test can run.</returns>
    /// <exception cref="Exception">What <see cref="SetUpAsync"/> threw; or what an exit threw then, with the failure inside.</exception>
    public async ValueTask InitializeAsync()
    {
        try
        {
            await SetUpAsync().ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            await UnwindAsync(exception).ConfigureAwait(true); // xunit does not dispose of what failed to initialize
            throw;
        }
    }

    /// <summary>Called by xunit after the test: exits the managers, last first.</summary>
    /// <returns>A task that completes when all are exited.</returns>
    /// <exception cref="Exception">What an exit threw: xunit reports it as a failure of the test.</exception>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await UnwindAsync(TestFailedException.OfCurrentTest()).ConfigureAwait(false);
    }

    /// <summary>Enters <paramref name="manager"/> for the rest of the test. The test's token cancels entering.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">The manager.</param>
    /// <returns>What it hands over.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The test has ended, or is entering another manager at this moment.</exception>
    /// <exception cref="Exception">What entering threw, <see cref="OperationCanceledException"/> included; nothing is exited for it then.</exception>
    protected ValueTask<T> EnterAsync<T>(IAsyncContextManager<T> manager) =>
        _hasEnded
            ? ValueTask.FromException<T>(new InvalidOperationException(Ended))
            : _entered.EnterContextAsync(manager, TestContext.Current.CancellationToken);

    /// <summary>Enters what all tests of the class need. Called before each test.</summary>
    /// <returns>A task that completes when the test can run.</returns>
    protected virtual ValueTask SetUpAsync() => default;

    private static void WriteNotes(Exception failure)
    {
        if (failure.Data is not { } notes)
            return;

        foreach (DictionaryEntry note in notes)
        {
            if (note is { Key: string key and not "AsyncWith.Context", Value: string value })
                TestContext.Current.TestOutputHelper?.WriteLine($"{key}: {value}");
        }
    }

    private async ValueTask UnwindAsync(Exception? failure)
    {
        _hasEnded = true;
        try
        {
            await _entered.ExitAsync(failure).ConfigureAwait(true);
        }
        catch (Exception exception) when (exception == failure)
        {
            // The test is reported already.
        }
        finally
        {
            if (failure is not null)
                WriteNotes(failure);
        }
    }
}
