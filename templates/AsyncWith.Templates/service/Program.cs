using AsyncWith;
using AsyncWith.AspNetCore;
using Service1;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLifespan(_ => Store.Open());        // open before the service listens, closed after it has stopped
builder.Services.AddRequestContext(http => http.RequestServices.GetRequiredService<Store>().Transaction());
builder.Services.AddAsyncWithDiagnostics();

var app = builder.Build();
app.MapGet("/items", (Store store) => store.Items);
app.MapPost("/items/{name}", (string name, InContext<Transaction> transaction) => transaction.Resource.Add(name)
    ? Results.Created($"/items/{name}", name)
    : Results.Conflict($"There is a {name} already."));    // commits here, or rolls back, and then the client is answered
app.MapAsyncWith();                                     // /contexts: add RequireAuthorization() where others can reach it
await app.RunAsync();
