using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>Managers of different types at once keep the contract.</summary>
public sealed class WhenAllOfTypesTests : AsyncContextManagerContract<(int First, string Second, int Third)>
{
    private readonly Holdings _holdings = new();

    protected override int? Held => _holdings.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<(int First, string Second, int Third)> Create() => AsyncContextManager.WhenAll(
        _holdings.Manager(),
        _holdings.Manager(Interleaving.Synchronous).Select(number => $"number {number}"),
        _holdings.Manager(Interleaving.OneShot));

    protected override void AssertResource((int First, string Second, int Third) resource) => Assert.StartsWith("number ", resource.Second);
}
