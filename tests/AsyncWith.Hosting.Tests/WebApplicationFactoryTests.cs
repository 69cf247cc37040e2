using AsyncWith.Hosting.App;
using AsyncWith.Hosting.Tests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace AsyncWith.Hosting.Tests;

/// <summary>An application under test, as <c>WebApplicationFactory</c> starts and stops it.</summary>
[Trait("Case", "normal")]
public sealed class WebApplicationFactoryTests
{
    [Fact]
    public async Task A_request_uses_the_resource_of_a_lifespan()
    {
        await using var factory = new WebApplicationFactory<Program>();

        Assert.Equal("hello", await factory.CreateClient().GetStringAsync("/"));
    }

    [Fact]
    public async Task A_test_replaces_a_lifespan_by_removing_its_service()
    {
        var journal = new Journal();
        await using (var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web => web.ConfigureServices(services => services
            .RemoveAll<Greeter>()
            .AddLifespan(_ => new Probe<Greeter>(journal, new Greeter(new Settings("fake")))))))
        {
            Assert.Equal("fake", await factory.CreateClient().GetStringAsync("/"));
        }

        Assert.Equal([null], journal.Exits);
    }
}
