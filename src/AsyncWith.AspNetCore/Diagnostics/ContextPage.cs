using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AsyncWith.AspNetCore;

/// <summary>Answers the requests of the page. Style and script are a part of it, and the browser is told to run nothing else.</summary>
internal static class ContextPage
{
    private static readonly string _style = Read("contexts.css");
    private static readonly string _script = Read("contexts.js");
    private static readonly string _page = Read("contexts.html")
        .Replace("/*style*/", _style, StringComparison.Ordinal)
        .Replace("/*script*/", _script, StringComparison.Ordinal);

    private static readonly string _policy =
        $"default-src 'none'; connect-src 'self'; img-src data:; style-src '{Hash(_style)}'; script-src '{Hash(_script)}'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    internal static Task WriteAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = _policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(_page, http.RequestAborted);
    }

    internal static async Task WriteDataAsync(HttpContext http, ContextFeed feed)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(feed.ToJson(), http.RequestAborted).ConfigureAwait(false);
    }

    internal static async Task WriteStreamAsync(HttpContext http, ContextFeed feed, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            do
            {
                await http.Response.Body.WriteAsync((byte[])[.. "data: "u8, .. feed.ToJson(), .. "\n\n"u8], end.Token).ConfigureAwait(false);
                await http.Response.Body.FlushAsync(end.Token).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(end.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The browser has gone, or the application stops.
        }
    }

    private static string Read(string file)
    {
        using var stream = typeof(ContextPage).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
