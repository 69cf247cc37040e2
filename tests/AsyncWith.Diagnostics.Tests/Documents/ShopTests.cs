using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AsyncWith.Tests.Conventions;
using Xunit;

namespace AsyncWith.Diagnostics.Tests.Documents;

/// <summary>The example of docs/diagnostics.md is the program that is run here, and what stands there is what the tree writes.</summary>
public sealed partial class ShopTests
{
    private static readonly string _document = Repository.Read("docs/diagnostics.md");

    [Fact]
    public async Task The_tree_of_the_shop_that_hangs_is_that_of_the_document()
    {
        using var tree = new ContextTree(new ContextTreeOptions { RecordOpener = true });
        var gate = new TaskCompletionSource();
        var shop = new Shop(() => gate.Task);
        var (sale, refund) = (shop.SellAsync(), shop.RefundAsync());
        gate.SetResult();
        await WaitUntilAsync(() => tree.Snapshot().Count(context => context.IsEntering) == 2);

        using var text = new StringWriter();
        tree.WriteTo(text);

        TestContext.Current.TestOutputHelper?.WriteLine(text.ToString());
        Assert.False(sale.IsCompleted || refund.IsCompleted);
        Assert.Contains(WithoutAges(text.ToString()), WithoutAges(_document), StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_of_the_document_is_the_one_that_is_run()
    {
        var source = File.ReadAllText(PathOf()).ReplaceLineEndings("\n");

        Assert.Contains(
            source[source.IndexOf("public sealed class Shop", StringComparison.Ordinal)..],
            _document.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    private static async Task WaitUntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static string WithoutAges(string text) => AgePattern().Replace(text.ReplaceLineEndings("\n"), "# s");

    private static string PathOf([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Shop.cs");

    [GeneratedRegex(@"\d+\.\d{3} s")]
    private static partial Regex AgePattern();
}
