using System.Runtime.CompilerServices;
using AsyncWith.Servers;
using Microsoft.Playwright;
using Xunit;

namespace AsyncWith.Bank.Tests;

/// <summary>The page in a real browser. With <c>ASYNCWITH_SCREENSHOTS=1</c> in the environment the pictures of the documents are taken.</summary>
public sealed class PageTests(ChromiumFixture browser, SharedBanks banks, PostgresFixture postgres)
    : IClassFixture<ChromiumFixture>, IClassFixture<SharedBanks>, IAsyncLifetime
{
    private const string TimeLimit = "00:00:10"; // which only what takes too long on purpose takes, on a busy machine too

    private readonly AsyncExitStack _stack = new();
    private RunningBank _bank = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        browser.Need();
        (_, _bank) = await banks.FirstDayAsync(Store.Sqlite, TimeLimit);
        _page = await OpenAsync(_bank);
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
        var database = await _stack.EnterContextAsync(BankStore.Create(Store.Sqlite, postgres));
        var bank = await _stack.EnterContextAsync(database.Start());
        var page = await OpenAsync(bank);
        await bank.KillAsync();
        await Assertions.Expect(page.Locator("#books")).ToHaveTextAsync("The bank does not answer");
    }

    [Fact]
    public async Task The_page_fits_wide_and_narrow_screens_in_light_and_dark()
    {
        await TransferAsync("Nothing", "Grace", "Edsger", "120.00");
        await TransferAsync("The commit fails", "Ada", "Alan", "75.00");
        await TransferAsync("The code crashes", "John", "Frances", "310.00");
        await TransferAsync("Nothing", "Barbara", "Donald", "2500.00");
        await TransferAsync("It takes too long", "Alan", "Ada", "18.50");
        await TransferAsync("You hang up", "Donald", "John", "5.00");
        await TransferAsync("Nothing", "Frances", "Grace", "64.20");

        foreach (var (width, scheme, back) in ((int, ColorScheme, string)[])
            [
                (1200, ColorScheme.Light, "rgb(246, 247, 249)"),
                (1200, ColorScheme.Dark, "rgb(20, 22, 26)"),
                (400, ColorScheme.Light, "rgb(246, 247, 249)"),
            ])
        {
            await _page.SetViewportSizeAsync(width, 800);
            await _page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.True(await _page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
            Assert.Equal(back, await _page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
            if ((width, scheme) == (1200, ColorScheme.Light))
                await ScreenshotAsync(_page, "bank.png");
        }
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

        var page = await NewPageAsync(height: 900);
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

    private static async Task ScreenshotAsync(IPage page, string picture, bool fullPage = true)
    {
        if (Environment.GetEnvironmentVariable("ASYNCWITH_SCREENSHOTS") != "1")
            return;
        var path = Path.Combine(Pictures(), picture);
        await page.ScreenshotAsync(new() { Path = path, FullPage = fullPage, Animations = ScreenshotAnimations.Disabled });
    }

    private async Task TransferAsync(string fault, string from, string to, string amount)
    {
        await _page.GetByText(fault, new() { Exact = true }).ClickAsync();
        await _page.SelectOptionAsync("#from", from);
        await _page.SelectOptionAsync("#to", to);
        await _page.FillAsync("#amount", amount);
        await _page.ClickAsync("#transfer");
        await Expect("#answers li >> nth=0").ToContainTextAsync($"{from} → {to}");
    }

    private async Task BooksBalanceAsync() => await Expect("#books").ToHaveTextAsync("18,000.00 in 9 accounts: the books balance");

    private ILocatorAssertions Expect(string selector) => Assertions.Expect(_page.Locator(selector));

    private async Task<IPage> NewPageAsync(int height) =>
        await _stack.PushAsyncDisposable(await browser.ProfileAsync(1200, height)).NewPageAsync();

    private async Task<IPage> OpenAsync(RunningBank bank)
    {
        var page = await NewPageAsync(height: 800);
        await page.GotoAsync(bank.Address.ToString());
        await Assertions.Expect(page.Locator("#accounts li")).ToHaveCountAsync(9);
        return page;
    }
}
