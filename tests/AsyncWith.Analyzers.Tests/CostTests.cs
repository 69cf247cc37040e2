using System.Text;
using AsyncWith.Analyzers.Tests.Harness;
using AsyncWith.Servers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace AsyncWith.Analyzers.Tests;

/// <summary>What the rules cost, which docs/rules/README.md states.</summary>
[Collection(nameof(Alone))]
public sealed class CostTests(ITestOutputHelper output)
{
    /// <summary>Far above what is measured (see the page): a rule that has become quadratic is caught, a busy machine is not.</summary>
    private const double MostTimesTheCompilation = 3;

    private const double MostInTheCompiler = 1.3;
    private const int RoundsInTheCompiler = 30;

    private static readonly int _lines = LongRun.IsOn ? 10_000 : 4_000;

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
    public async Task All_rules_together_cost_no_multiple_of_the_compilation(string kind)
    {
#if DEBUG
        Assert.Skip("The rules are not optimized in this build.");
#endif
        var (compilation, analysis) = (double.MaxValue, double.MaxValue);
        for (var times = 0; times < 2; times++) // the first one pays for loading the compiler
        {
            compilation = Math.Min(compilation, await MeasureAsync(Code(kind), _ => Task.CompletedTask));
            analysis = Math.Min(analysis, await MeasureAsync(Code(kind), compiled => Snippets.AnalyzeAsync(compiled)));
        }

        output.WriteLine($"{kind}: compiling {_lines} lines {compilation:0} ms, with all rules {analysis / compilation:0.00} times as much");
        Assert.InRange(analysis / compilation, 0, MostTimesTheCompilation);
    }

    /// <summary>As <c>dotnet build</c> runs them: in the compiler server, beside the one compilation there is.</summary>
    [Theory, InlineData("usual"), InlineData("dense")]
    public Task All_rules_together_cost_little_in_the_compiler(string kind)
    {
#if DEBUG
        Assert.Skip("The rules are not optimized in this build.");
#endif
        Assert.SkipUnless(LongRun.IsOn, "It takes minutes. ASYNCWITH_LONG=1 runs it.");
        return CompilerServer.Start().UseAsync(async server =>
        {
            var (compilation, analysis) = (new List<double>(), new List<double>());
            for (var times = 0; times < RoundsInTheCompiler; times++)
            {
                compilation.Add((await server.CompileAsync(Code(kind), analyzers: null)).TotalMilliseconds);
                analysis.Add((await server.CompileAsync(Code(kind), typeof(RuleIds).Assembly.Location)).TotalMilliseconds);
            }

            // The code of the server becomes faster for a while, so only the later half counts.
            var (without, with) = (Median(compilation), Median(analysis));
            output.WriteLine(
                $"{kind}: compiling {_lines} lines {without:0} ms, with all rules {with / without:0.00} times as much, "
                + $"of the minima {analysis.Min() / compilation.Min():0.00}");
            Assert.InRange(with / without, 0, MostInTheCompiler);
        }).AsTask();

        static double Median(List<double> times) => times.Skip(RoundsInTheCompiler / 2).Order().ElementAt(RoundsInTheCompiler / 4);
    }

    private static string Code(string kind) => kind == "dense" ? _dense : _usual;

    private static async Task<double> MeasureAsync(string code, Func<CSharpCompilation, Task> analyze)
    {
        var compilation = Snippets.Compile(code);
        var start = Environment.CpuUsage.TotalTime; // what others do on the machine does not count
        await analyze(compilation);
        using var assembly = new MemoryStream();
        var emitted = compilation.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }

    /// <summary>A file of classes, each with one of the members, until it is long enough.</summary>
    private static string Generate(IEnumerable<string> members)
    {
        var all = members.ToList();
        var code = new StringBuilder("#pragma warning disable\n");
        for (var (index, lines) = (0, 1); lines < _lines; index++)
        {
            var name = $"Snippet{index}";
            var type = $"public partial class {name}\n{{\n{all[index % all.Count].Replace("Snippet(", $"{name}(", StringComparison.Ordinal)}\n}}\n";
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
