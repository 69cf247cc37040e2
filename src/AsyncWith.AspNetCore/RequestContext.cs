using Microsoft.AspNetCore.Http;

namespace AsyncWith.AspNetCore;

/// <summary>What <c>AddRequestContext</c> was told, or <c>Within</c>: then it is metadata of the endpoint.</summary>
internal sealed record RequestContext<T>(Func<HttpContext, IAsyncContextManager<T>> Manager);
