using System.Runtime.CompilerServices;
using AsyncWith.Servers;
using Microsoft.Playwright;
using Xunit;

namespace AsyncWith.Bank.Tests;

/// <summary>The page in a real browser. With <c>ASYNCWITH_SCREENSHOTS=1</c> in the environment the pictures of the documents are taken.</summary>
public sealed class PageTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly AsyncExitStack _stack = new();
    private RunningBank _bank = null!;
    private IBrowser _browser = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium}.");
        var database = await _stack.EnterContextAsync(BankStore.Create(Store.Sqlite, postgres));
        _bank = await _stack.EnterContextAsync(database.Start(
            "--Bank:InterestEvery", "40.00:00:00", "--Bank:TimeLimit", "00:00:10", "--environment", "Development"));
        var playwright = await Playwright.CreateAsync();
        _stack.PushCallback(async () => playwright.Dispose());
        _browser = await _stack.EnterContextAsync(AsyncContextManager.FromDisposable(async _ =>
            await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] })));
        Assertions.SetDefaultExpectTimeout(60_000); // the machine may be busy
        _page = await OpenAsync(1200, ColorScheme.Light);
    }

    public ValueTask DisposeAsync() => _stack.CloseAsync();

    [Fact]
    public async Task A_transfer_by_form_is_answered_listed_and_in_the_accounts()
    {
        await _page.SelectOptionAsync("#from", "Grace");
        await _page.SelectOptionAsync("#to", "Edsger");
        await _page.FillAsync("#amount", "12.34");
        await _page.ClickAsync("#transfer");

        await Expect("#answers li[data-key='200']").ToContainTextAsync("Grace → Edsger, 12.34");
        await Expect("#transfers li").ToContainTextAsync("Grace → Edsger");
        await Expect("#accounts li[data-key='8'] .right").ToHaveTextAsync("987.66");
        await Expect("#accounts li[data-key='6'] .right").ToHaveTextAsync("1,012.34");
        await BooksBalanceAsync();
    }

    [Theory]
    [InlineData("The code crashes", "500", "moved back")]
    [InlineData("It takes too long", "504", "rolled back")]
    [InlineData("The commit fails", "500", "refused the commit")]
    [InlineData("You hang up", "none", "hung up")]
    public async Task What_goes_wrong_on_purpose_is_answered_and_changes_nothing(string fault, string status, string said)
    {
        await _page.GetByText(fault, new() { Exact = true }).ClickAsync();
        await _page.ClickAsync("#transfer");

        await Expect($"#answers li[data-key='{status}']").ToContainTextAsync(said);
        await Expect("#transfers").ToHaveTextAsync("None yet.");
        Assert.Equal(1_000_00, await _bank.BalanceAsync(2));
        await BooksBalanceAsync();
    }

    [Fact]
    public async Task Too_much_is_refused()
    {
        await _page.FillAsync("#amount", "2000");
        await _page.ClickAsync("#transfer");

        await Expect("#answers li[data-key='409']").ToContainTextAsync("Ada does not have that much.");
        await BooksBalanceAsync();
    }

    [Fact]
    public async Task A_hundred_at_random_leave_the_books_balanced()
    {
        await _page.ClickAsync("#many");
        await Expect("#many").ToBeEnabledAsync(new() { Timeout = 60_000 });
        await _page.ClickAsync("#interest");

        await Expect("#answers li >> nth=0").ToContainTextAsync("Interest for all");
        await BooksBalanceAsync();
        await _bank.BooksBalanceAsync();
    }

    [Fact]
    public async Task A_bank_that_is_gone_is_said_to_be_gone()
    {
        await _bank.KillAsync();
        await Expect("#books").ToHaveTextAsync("The bank does not answer");
    }

    [Theory]
    [InlineData(1200, ColorScheme.Light, "bank.png")]
    [InlineData(1200, ColorScheme.Dark, null)]
    [InlineData(400, ColorScheme.Light, null)]
    public async Task The_page_fits_wide_and_narrow_screens_in_light_and_dark(int width, ColorScheme scheme, string? picture)
    {
        var page = await OpenAsync(width, scheme);
        await TransferAsync(page, "Nothing", "Grace", "Edsger", "120.00");
        await TransferAsync(page, "The commit fails", "Ada", "Alan", "75.00");
        await TransferAsync(page, "The code crashes", "John", "Frances", "310.00");
        await TransferAsync(page, "Nothing", "Barbara", "Donald", "2500.00");
        await TransferAsync(page, "It takes too long", "Alan", "Ada", "18.50");
        await TransferAsync(page, "You hang up", "Donald", "John", "5.00");
        await TransferAsync(page, "Nothing", "Frances", "Grace", "64.20");

        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        var back = await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
        Assert.Equal(scheme == ColorScheme.Dark ? "rgb(20, 22, 26)" : "rgb(246, 247, 249)", back);
        await ScreenshotAsync(page, picture);
    }

    [Fact]
    public async Task The_contexts_of_the_bank_are_on_the_page_of_contexts()
    {
        var database = await _stack.EnterContextAsync(BankStore.Create(Store.Sqlite, postgres));
        var bank = await _stack.EnterContextAsync(database.Start("--environment", "Development"));
        foreach (var fault in (string[])["None", "Crash", "None", "Refused", "None"])
            await bank.TransferAsync(new(2, 3, 1_00, fault));
        await bank.PayInterestAsync();
        await bank.GetAsync("/api/statement");
        using var hangUp = new CancellationTokenSource();
        var slow = bank.PostAsync(new(2, 3, 1_00, "Slow"), hangUp.Token);
        await bank.WaitForContextAsync((name, phase, _) => name == "Deadline" && phase == "open");
        var waiting = bank.TransferAsync(new(4, 5, 1_00));

        var page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = 1200, Height = 900 } });
        await page.GotoAsync(new Uri(bank.Address, "contexts").ToString());
        foreach (var name in (string[])["Database", "Customers", "Transaction", "Deadline"])
            await Assertions.Expect(page.Locator($"#open li[data-name='{name}']")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#open li[data-name='Unit of work']")).ToHaveCountAsync(2); // the other one waits for its turn
        await Assertions.Expect(page.Locator("#recent li[data-name='Statement']")).ToHaveCountAsync(1);
        await ScreenshotAsync(page, "bank-contexts.png", fullPage: false);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.Equal(200, await waiting);
    }

    private static string Pictures([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "docs", "images"));

    private static async Task ScreenshotAsync(IPage page, string? picture, bool fullPage = true)
    {
        if (picture is null || Environment.GetEnvironmentVariable("ASYNCWITH_SCREENSHOTS") != "1")
            return;
        var path = Path.Combine(Pictures(), picture);
        await page.ScreenshotAsync(new() { Path = path, FullPage = fullPage, Animations = ScreenshotAnimations.Disabled });
    }

    private static async Task TransferAsync(IPage page, string fault, string from, string to, string amount)
    {
        await page.GetByText(fault, new() { Exact = true }).ClickAsync();
        await page.SelectOptionAsync("#from", from);
        await page.SelectOptionAsync("#to", to);
        await page.FillAsync("#amount", amount);
        await page.ClickAsync("#transfer");
        await Assertions.Expect(page.Locator("#answers li >> nth=0")).ToContainTextAsync($"{from} → {to}");
    }

    private async Task BooksBalanceAsync() => await Expect("#books").ToHaveTextAsync("18,000.00 in 9 accounts: the books balance");

    private ILocatorAssertions Expect(string selector) => Assertions.Expect(_page.Locator(selector));

    private async Task<IPage> OpenAsync(int width, ColorScheme scheme)
    {
        var page = await _browser.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        await page.GotoAsync(_bank.Address.ToString());
        await Assertions.Expect(page.Locator("#accounts li")).ToHaveCountAsync(9);
        return page;
    }
}
