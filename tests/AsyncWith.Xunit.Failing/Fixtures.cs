using AsyncWith.Xunit.Failing;
using Xunit;

[assembly: AssemblyFixture(typeof(ForAssembly))]

namespace AsyncWith.Xunit.Failing;

public sealed class ForAssembly : ContextFixture<string>
{
    protected override IAsyncContextManager<string> CreateManager() => new LoggedManager("assembly");
}

public sealed class ForSeveralClasses : ContextFixture<string>
{
    protected override IAsyncContextManager<string> CreateManager() => new LoggedManager("collection");
}

public sealed class ForClass : ContextFixture<string>
{
    protected override IAsyncContextManager<string> CreateManager() => new LoggedManager("class");
}

public sealed class ThatCannotBeEntered : ContextFixture<string>
{
    protected override IAsyncContextManager<string> CreateManager() =>
        from first in (IAsyncContextManager<string>)new LoggedManager("part")
        from second in new LoggedManager("broken") { EnterThrows = new IOException("not there") }
        select first + second;
}

public sealed class ThatCannotBeExited : ContextFixture<string>
{
    protected override IAsyncContextManager<string> CreateManager() => new LoggedManager("stuck") { ExitThrows = new IOException("not released") };
}

[CollectionDefinition("shared")]
public sealed class Shared : ICollectionFixture<ForSeveralClasses>;

[Collection("shared")]
public sealed class UsesFixtures(ForAssembly assembly, ForSeveralClasses collection, ForClass forClass) : IClassFixture<ForClass>
{
    [Fact]
    public void Test() => Assert.Equal("assembly collection class", $"{assembly.Resource} {collection.Resource} {forClass.Resource}");

    [Fact]
    public void Failure() => Assert.Fail("the fixtures do not see it");
}

[Collection("shared")]
public sealed class UsesFixturesToo(ForSeveralClasses collection) : IClassFixture<ForClass>
{
    [Fact]
    public void Test() => Assert.Equal("collection", collection.Resource);
}

public sealed class UsesWhatCannotBeEntered(ThatCannotBeEntered fixture) : IClassFixture<ThatCannotBeEntered>
{
    [Fact]
    public void Test() => Log.Write(fixture.Resource, "ran");
}

public sealed class UsesWhatCannotBeExited(ThatCannotBeExited fixture) : IClassFixture<ThatCannotBeExited>
{
    [Fact]
    public void Test() => Assert.Equal("stuck", fixture.Resource);
}
