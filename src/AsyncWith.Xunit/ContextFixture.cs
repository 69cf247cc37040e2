using System.Diagnostics;
using Xunit;

namespace AsyncWith.Xunit;

/// <summary>A manager as a fixture: entered before the first test that shares it, exited after the last one.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// Derive from it, and use it as any fixture, of a class, a collection or the assembly:
/// <code>
/// public sealed class ServerFixture : ContextFixture&lt;Server&gt;
/// {
///     protected override IAsyncContextManager&lt;Server&gt; CreateManager() => Server.Start();
/// }
///
/// public sealed class ServerTests(ServerFixture server) : IClassFixture&lt;ServerFixture&gt;
/// {
///     [Fact]
///     public async Task It_answers() => Assert.Equal("pong", await server.Resource.SendAsync("ping"));
/// }
///
/// [assembly: AssemblyFixture(typeof(ServerFixture))] // or one for all tests
/// </code>
/// Its manager is exited as after a block that completed, whatever became of the tests: xunit does not tell a fixture. A <see cref="ContextTest"/>
/// knows.
/// </remarks>
[DebuggerDisplay("{State,nq}")]
public abstract class ContextFixture<T> : IAsyncLifetime
{
    private const string NotEntered =
        "The fixture's manager is not entered: a test has its resource, and a constructor of a fixture has not. Read Resource in the test.";

    private const string ManagerIsNull = "CreateManager returned null. Return the manager whose resource the tests share.";

    private IAsyncContextManager<T>? _entered;
    private T? _resource;

    /// <summary>What the manager handed over.</summary>
    /// <exception cref="InvalidOperationException">The manager is not entered yet, or is exited already.</exception>
    public T Resource => _entered is not null ? _resource! : throw new InvalidOperationException(NotEntered);

    private string State => _entered is null ? "not entered" : "entered";

    /// <summary>Called by xunit: makes the manager and enters it. The token is the one of the test run.</summary>
    /// <returns>A task that completes when the manager is entered.</returns>
    /// <exception cref="InvalidOperationException"><see cref="CreateManager"/> returned null.</exception>
    /// <exception cref="Exception">What entering threw. The tests that use the fixture fail with it then.</exception>
    public async ValueTask InitializeAsync()
    {
        var manager = CreateManager() ?? throw new InvalidOperationException(ManagerIsNull);
        _resource = await manager.EnterAsync(TestContext.Current.CancellationToken).ConfigureAwait(true);
        _entered = manager;
    }

    /// <summary>Called by xunit: exits the manager, once, with <see langword="null"/>. Does nothing where it was not entered.</summary>
    /// <returns>A task that completes when the manager is exited.</returns>
    /// <exception cref="Exception">What the exit threw: xunit reports it.</exception>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Interlocked.Exchange(ref _entered, null) is { } manager)
            await manager.ExitAsync(null).ConfigureAwait(false);
    }

    /// <summary>Makes the manager.</summary>
    /// <returns>A manager that is not entered.</returns>
    protected abstract IAsyncContextManager<T> CreateManager();
}
