using AsyncWith.Tests.Contract;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>The contract for a manager from a resource that is there already: it serves one block.</summary>
public sealed class FromDisposableGivenTests : AsyncContextManagerContract<FromDisposableGivenTests.Resource>
{
    protected override int? Held => null; // the resource is held before the block already

    protected override IAsyncContextManager<Resource> Create() => AsyncContextManager.FromDisposable(new Resource());

    protected override void AssertResource(Resource resource) => Assert.False(resource.IsDisposed);

    public sealed class Resource : IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            IsDisposed = true;
        }
    }
}
