using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class AcquireReleaseFixProviderTests
{
    private const string Types = """

            sealed class Client : IDisposable { public void Dispose() { } }
            static Client Open() => new();
            static Task<Client> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(new Client());
        """;

    [Theory]
    [InlineData("new Client()", "() => new Client()")]
    [InlineData("() => new Client()", "() => new Client()")]
    [InlineData("Open", "Open")]
    [InlineData("OpenAsync", "OpenAsync")]
    [InlineData("async token => await OpenAsync(token)", "async token => await OpenAsync(token)")]
    [InlineData("token => OpenAsync(token)", "token => OpenAsync(token)")]
    public Task A_resource_that_is_disposed_of_synchronously_is_acquired_and_released(string before, string after) => Edits.FixesAsync("CS0311",
        $"    object M() => AsyncContextManager.FromDisposable({before});" + Types,
        $"    object M() => AsyncContextManager.FromAcquireRelease({after}, (resource, _) => resource.Dispose());" + Types);

    [Theory]
    [InlineData("CS0311", "\"text\"")]
    [InlineData("CS0315", "5")]
    [InlineData("CS0311", "() => \"text\"")]
    public Task What_is_not_disposable_has_no_fix(string id, string given) => Edits.DoesNotFixAsync(id,
        $"    object M() => AsyncContextManager.FromDisposable({given});");
}
