using System.Text;
using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests;

/// <summary>What the rules cost on a file of 10,000 lines, which docs/rules/README.md states.</summary>
[Collection(nameof(Alone))]
public sealed class CostTests(ITestOutputHelper output)
{
    private const int Lines = 10_000;

    /// <summary>Far above what is measured (see the page): a rule that has become quadratic is caught, a busy machine is not.</summary>
    private const double MostTimesTheCompilation = 3;

    private static readonly string _dense = Generate(Corpus.All.Select(Members));

    /// <summary>One member in ten is about managers; the others are what most code is.</summary>
    private static readonly string _usual = Generate(Corpus.All.SelectMany(code => Enumerable.Repeat(Plain, 9).Prepend(Members(code))));

    private const string Plain = """
        public async Task<int> Plain(IReadOnlyList<string> names, CancellationToken cancellationToken)
        {
            var total = 0;
            foreach (var name in names)
            {
                if (string.IsNullOrWhiteSpace(name))
                    continue;
                try
                {
                    var text = await File.ReadAllTextAsync(name, cancellationToken).ConfigureAwait(false);
                    total += text.Split('\n').Where(line => line.Length > 0).Select(line => line.Trim().Length).Sum();
                }
                catch (IOException error) when (names.Count > 1)
                {
                    Log.Write($"{name}: {error.Message}");
                }
            }
            return total;
        }
        """;

    [Theory, InlineData("usual"), InlineData("dense")]
    public async Task All_rules_together_cost_less_than_the_compilation(string kind)
    {
        var code = kind == "dense" ? _dense : _usual;
        var (compilation, analysis) = (double.MaxValue, double.MaxValue); // the first run pays for loading the compiler
        for (var times = 0; times < 2; times++)
        {
            compilation = Math.Min(compilation, await MeasureAsync(code, analyze: false));
            analysis = Math.Min(analysis, await MeasureAsync(code, analyze: true));
        }

        output.WriteLine($"{kind}: compiling {Lines} lines {compilation:0} ms, with all rules {analysis:0} ms, ratio {analysis / compilation:0.00}");
        Assert.InRange(analysis / compilation, 0, MostTimesTheCompilation);
    }

    private static async Task<double> MeasureAsync(string code, bool analyze)
    {
        var compilation = Snippets.Compile(code);
        var start = Environment.CpuUsage.TotalTime; // what others do on the machine does not count
        if (analyze)
            await Snippets.AnalyzeAsync(compilation);
        compilation.GetDiagnostics(TestContext.Current.CancellationToken);
        using var assembly = new MemoryStream();
        compilation.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }

    /// <summary>A file of classes, each with one of the members, until it is long enough.</summary>
    private static string Generate(IEnumerable<string> members)
    {
        var all = members.ToList();
        var code = new StringBuilder("#pragma warning disable\n");
        for (var (index, lines) = (0, 1); lines < Lines; index++)
        {
            var type = $"public partial class Snippet{index}\n{{\n{all[index % all.Count]}\n}}\n";
            lines += type.Count(character => character == '\n');
            code.Append(type);
        }

        return code.ToString();
    }

    private static string Members(string code)
    {
        var lines = code.Split('\n');
        return string.Join('\n', lines[2..^2].Where(line => !line.StartsWith("#pragma", StringComparison.Ordinal)));
    }
}
