namespace AsyncWith.Xunit.Tests;

/// <summary>One run for all tests.</summary>
public sealed class FailingRunFixture : ContextFixture<FailingRun>
{
    protected override IAsyncContextManager<FailingRun> CreateManager() => FailingRun.Start();
}
