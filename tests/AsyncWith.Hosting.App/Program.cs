// A web application whose lifespans say on the console what happens to them. With --slow the second one never gets ready, with --failing a
// background service fails as soon as the application has started.
using AsyncWith;
using AsyncWith.Hosting.App;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddLifespan(_ => Lifespan(new Settings("hello")));
builder.Services.AddLifespan(services => Lifespan(new Greeter(services.GetRequiredService<Settings>()), args.Contains("--slow")));
if (args.Contains("--failing"))
    builder.Services.AddHostedService<FailingService>();

var app = builder.Build();
app.MapGet("/", (Greeter greeter) => greeter.Greeting);
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("started"));
await app.RunAsync();
Console.WriteLine("ended");

static AsyncContextManager<T> Lifespan<T>(T resource, bool isSlow = false)
    where T : class => AsyncContextManager.Create<T>(async (yield, cancellationToken) =>
{
    Console.WriteLine($"entering {typeof(T).Name}");
    if (isSlow)
        await Task.Delay(Timeout.Infinite, cancellationToken);
    try
    {
        await yield.Return(resource);
    }
    catch (Exception exception)
    {
        Console.WriteLine($"exiting {typeof(T).Name} after {exception.GetType().Name}");
        throw;
    }

    Console.WriteLine($"exiting {typeof(T).Name}");
});

/// <summary>For <c>WebApplicationFactory</c>.</summary>
public sealed partial class Program;
