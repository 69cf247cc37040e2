using AsyncWith.Samples.Bank;
using Microsoft.EntityFrameworkCore;

// The settings and the page are beside the program, so that it can be started anywhere.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddBank();
builder.AddTelemetry();
builder.Services.AddAsyncWithDiagnostics(options => options.RecordOpener = builder.Environment.IsDevelopment());
builder.Services.AddOpenApi();
builder.Services.AddHealthChecks().AddCheck<BooksCheck>("books");
builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = problem =>
    problem.ProblemDetails.Detail ??= problem.Exception switch
    {
        TimeoutException => "It took too long, and was rolled back.",
        InjectedFaultException fault => fault.Message,
        DbUpdateException => "The database refused the commit. Nothing of the transfer is left.",
        _ => null,
    });

var app = builder.Build();
app.UseExceptionHandler(new ExceptionHandlerOptions
{
    StatusCodeSelector = exception => exception is TimeoutException ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status500InternalServerError,
});
app.UseFileServer();
app.MapBank();
app.MapAsyncWith();     // /contexts shows what is open; a service on the internet adds RequireAuthorization()
app.MapOpenApi();
app.MapHealthChecks("/health");
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"The bank is open at {app.Urls.First()}"));
await app.RunAsync();
