// A small application with both packages, published with NativeAOT. It asks itself, and says on the console what happens.
using AsyncWith;
using AsyncWith.Aot;
using AsyncWith.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default));
builder.Services.AddLifespan(_ => Manager(new Store()));
builder.Services.AddRequestContext(http => Manager(new Basket(http.RequestServices.GetRequiredService<Store>())));

var app = builder.Build();
app.MapGet("/ok", (InContext<Basket> basket) => basket.Resource.Name);
app.MapGet("/conflict", (InContext<Basket> basket) => Results.Conflict("no"));
app.MapGet("/stream", ([KeepOpen] InContext<Basket> basket) => basket.Resource.NumbersAsync());
app.MapGroup("/group")
    .Within<Basket>()
    .MapGet("/parameters/{id}", ([AsParameters] Parameters parameters) => $"{parameters.Id} {parameters.Basket.Resource.Name}");
await app.StartAsync();
using (var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) })
{
    foreach (var path in (string[])["/ok", "/conflict", "/stream", "/group/parameters/7"])
    {
        using var response = await client.GetAsync(path);
        Console.WriteLine($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}

await app.StopAsync();
await app.DisposeAsync();

static AsyncContextManager<T> Manager<T>(T resource) => AsyncContextManager.Create<T>(async yield =>
{
    Console.WriteLine($"enter {typeof(T).Name}");
    try
    {
        await yield.Return(resource);
    }
    catch (Exception exception)
    {
        Console.WriteLine($"exit {typeof(T).Name}: {exception.Message}");
        throw;
    }

    Console.WriteLine($"exit {typeof(T).Name}");
});
