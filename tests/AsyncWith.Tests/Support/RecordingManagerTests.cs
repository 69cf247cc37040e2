using AsyncWith.Tests.Contract;
using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>The contract holds for the least that a class can do: it acquires, releases, and notices nothing.</summary>
public sealed class RecordingManagerTests : AsyncContextManagerContract<string>
{
    protected override int? Held => null;

    protected override Reuse Reuse => Reuse.Reentrant;

    protected override bool ReportsMisuse => false;

    protected override IAsyncContextManager<string> Create() => new RecordingManager();

    protected override void AssertResource(string resource) => Assert.Equal("resource", resource);
}
