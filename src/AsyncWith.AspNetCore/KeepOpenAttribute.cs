namespace AsyncWith.AspNetCore;

/// <summary>Keeps a handler's context open until the response has been written, instead of until the handler has returned.</summary>
/// <remarks>
/// For results that are read from the resource while they are written:
/// <code>
/// app.MapGet("/orders", ([KeepOpen] InContext&lt;Database> database) => database.Resource.OrdersAsync()); // an IAsyncEnumerable
/// </code>
/// The price: when the exit runs, the client has the response already. An exit that fails then can only break the connection.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class KeepOpenAttribute : Attribute;
