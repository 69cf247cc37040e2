using Microsoft.Playwright;
using Xunit;

namespace AsyncWith.Servers;

/// <summary>The browser that the tests of a class share: started before the first, closed after the last.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly AsyncExitStack _stack = new();
    private IBrowser? _browser;

    /// <summary>Starts it where it is installed.</summary>
    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
            return;
        var playwright = _stack.PushDisposable(await Playwright.CreateAsync());
        _browser = _stack.PushAsyncDisposable(
            await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] }));
        Assertions.SetDefaultExpectTimeout(60_000); // the machine may be busy
    }

    /// <summary>Closes it.</summary>
    public ValueTask DisposeAsync() => _stack.CloseAsync();

    /// <summary>Skips the test where there is no browser.</summary>
    internal void Need() => Assert.SkipWhen(_browser is null, $"There is no {Chromium}.");

    /// <summary>A profile of its own for pages of this size. Not a context manager, since some tests look at all contexts of the process.</summary>
    internal Task<IBrowserContext> ProfileAsync(int width, int height, ColorScheme scheme = ColorScheme.Light) =>
        _browser!.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
}
