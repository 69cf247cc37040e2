using System.Runtime.CompilerServices;
using AsyncWith.Diagnostics;
using AsyncWith.Servers;
using Microsoft.Playwright;
using Xunit;

namespace AsyncWith.AspNetCore.Tests.Diagnostics;

/// <summary>The page in a real browser. With <c>ASYNCWITH_SCREENSHOTS=1</c> in the environment the pictures of the documents are taken.</summary>
[Collection(nameof(Observing))]
public sealed class ContextPageTests(ChromiumFixture browser) : IClassFixture<ChromiumFixture>, IAsyncLifetime
{
    private readonly AsyncExitStack _stack = new();
    private DiagnosticsApp _app = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        browser.Need();
        _app = _stack.PushAsyncDisposable(await DiagnosticsApp.StartAsync(
            options => (options.RecordOpener, options.FindAbandoned, options.SlowExit) = (true, true, TimeSpan.FromMilliseconds(20))));
        _page = await OpenAsync(1200, 800, ColorScheme.Light);
    }

    public ValueTask DisposeAsync() => _stack.CloseAsync();

    private static IAsyncContextManager<int> Named(string name) => AsyncContextManager.FromValue(1).Named(name);

    [Fact]
    public async Task A_context_appears_when_it_opens_and_is_recent_when_it_has_ended()
    {
        var gate = new TaskCompletionSource();
        var statement = Named("orders").UseAsync(async _ => await Named("transaction").UseAsync(async _ => await gate.Task)).AsTask();

        await Assertions.Expect(_page.Locator("#open li[data-name=transaction]")).ToContainTextAsync("ContextPageTests.cs:");
        await Assertions.Expect(_page.Locator("#count")).ToHaveTextAsync("2");
        await Assertions.Expect(NameOf("transaction")).Not.ToHaveCSSAsync("padding-left", "0px");
        await Assertions.Expect(NameOf("orders")).ToHaveCSSAsync("padding-left", "0px");
        gate.SetResult();
        await statement;

        await Assertions.Expect(_page.Locator("#open li[data-name]")).ToHaveCountAsync(0);
        await Assertions.Expect(_page.Locator("#recent li[data-name=transaction] i.Completed")).ToHaveCountAsync(3);

        ILocator NameOf(string name) => _page.Locator($"#open li[data-name={name}] .name");
    }

    [Fact]
    public async Task A_name_is_text_whatever_it_says()
    {
        List<string> errors = [];
        _page.PageError += (_, error) => errors.Add(error);
        const string Name = "<script>document.title = 'gone'</script><img src=x onerror=\"document.title = 'gone'\">";
        await Named(Name).UseAsync(async _ => await Assertions.Expect(_page.Locator("#open .name")).ToHaveTextAsync(Name));

        Assert.Equal("Open contexts", await _page.TitleAsync());
        Assert.Equal(0, await _page.Locator("img").CountAsync());
        Assert.Empty(errors);
    }

    [Fact]
    public async Task The_filter_finds_names_openers_and_errors() =>
        await Named("orders").UseAsync(async _ => await Named("lease").UseAsync(async _ =>
        {
            await Assert.ThrowsAsync<TimeoutException>(async () => await Named("cache").UseAsync(static async _ => throw new TimeoutException()));
            await Assertions.Expect(_page.Locator("#recent li[data-name=cache]")).ToHaveCountAsync(1);
            await _page.FillAsync("#filter", "LEA");
            await Assertions.Expect(_page.Locator("#open li[data-name]")).ToHaveCountAsync(1);
            await Assertions.Expect(_page.Locator("#recent li[data-name]")).ToHaveCountAsync(0);
            await _page.FillAsync("#filter", "timeout");
            await Assertions.Expect(_page.Locator("#open li[data-name]")).ToHaveCountAsync(0);
            await Assertions.Expect(_page.Locator("#recent li[data-name=cache]")).ToHaveCountAsync(1);
            await _page.FillAsync("#filter", "contextpagetests.cs");
            await Assertions.Expect(_page.Locator("#open li[data-name]")).ToHaveCountAsync(2);
        }));

    [Fact]
    public async Task Slow_exits_and_abandoned_contexts_are_at_the_top()
    {
        await AsyncContextManager.FromAcquireRelease<int>(static _ => new(1), async (_, _) => await Task.Delay(50))
            .Named("slow")
            .UseAsync(static async _ => { });
        await DropScope();
        while (await _page.Locator("#alert-list li:has-text('abandoned')").CountAsync() == 0)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        await Assertions.Expect(_page.Locator("#alert-list li:has-text('slow exit')")).ToHaveCountAsync(1);
        await Assertions.Expect(_page.Locator("main > section").First).ToHaveIdAsync("alerts");

#pragma warning disable AW0009 // dropped on purpose
        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task DropScope() => _ = await Named("dropped").BeginAsync();
#pragma warning restore AW0009
    }

    [Fact]
    public async Task Thousands_of_contexts_do_not_freeze_it()
    {
        var gate = new TaskCompletionSource();
        var statements = Enumerable.Range(0, 10_000).Select(i => Named($"context {i}").UseAsync(async _ => await gate.Task).AsTask()).ToArray();
        await Assertions.Expect(_page.Locator("#count")).ToHaveTextAsync("10000", new() { Timeout = 60_000 });

        Assert.Equal(501, await _page.Locator("#open li").CountAsync());
        var rendering = await _page.EvaluateAsync<double>(
            "() => { const start = performance.now(); render(); document.body.offsetHeight; return performance.now() - start; }");
        Assert.InRange(rendering, 0, 2_000);
        await _page.FillAsync("#filter", "context 4321");
        await Assertions.Expect(_page.Locator("#open li[data-name]")).ToHaveCountAsync(1);
        gate.SetResult();
        await Task.WhenAll(statements);
    }

    [Theory]
    [InlineData(1200, ColorScheme.Light, "contexts-light.png")]
    [InlineData(1200, ColorScheme.Dark, "contexts-dark.png")]
    [InlineData(400, ColorScheme.Light, "contexts-narrow.png")]
    public async Task The_page_fits_wide_and_narrow_screens_in_light_and_dark(int width, ColorScheme scheme, string picture)
    {
        await Named("Database").UseAsync(async _ =>
        {
            var gate = new TaskCompletionSource();
            var page = await OpenAsync(width, 800, scheme);
            await Orders.PostAsync(140);
            await Task.WhenAll(Orders.PostAsync(180), Orders.PostAsync(90));
            await Assert.ThrowsAsync<TimeoutException>(() => Orders.PostAsync(110, fails: true));
            await Orders.FlushAsync();
            var orders = new Orders(gate.Task);
            var (entering, exiting) = (orders.ReserveAsync(), orders.SendAsync());
            await Assertions.Expect(page.Locator("#open li[data-name=Mail]")).ToHaveCountAsync(1);
            await Assertions.Expect(page.Locator("#recent li[data-name=Cache]")).ToHaveCountAsync(1);

            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
            var dark = await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
            Assert.Equal(scheme == ColorScheme.Dark ? "rgb(22, 24, 28)" : "rgb(250, 250, 250)", dark);
            if (Environment.GetEnvironmentVariable("ASYNCWITH_SCREENSHOTS") == "1")
                await page.ScreenshotAsync(new() { Path = Path.Combine(RepositoryRoot(), "docs", "images", picture), FullPage = true });
            gate.SetResult();
            await entering;
            await Assert.ThrowsAsync<TimeoutException>(() => exiting);
        });
    }

    private static string RepositoryRoot([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));

    private async Task<IPage> OpenAsync(int width, int height, ColorScheme scheme)
    {
        var page = await _stack.PushAsyncDisposable(await browser.ProfileAsync(width, height, scheme)).NewPageAsync();
        await page.GotoAsync(new Uri(_app.Client.BaseAddress!, "contexts").ToString());
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("live");
        return page;
    }
}
