using System.Collections.Immutable;
using System.Text;
using AsyncWith.Analyzers.Tests.Harness;
using AsyncWith.Servers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
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
#if DEBUG
        Assert.Skip("The rules are not optimized in this build.");
#endif
        var code = kind == "dense" ? _dense : _usual;
        var (compilation, analysis, idle) = (double.MaxValue, double.MaxValue, double.NaN);
        for (var times = 0; times < (LongRun.IsOn ? 8 : 2); times++) // the first ones pay for loading the compiler
        {
            compilation = Math.Min(compilation, await MeasureAsync(code, _ => Task.CompletedTask));
            if (LongRun.IsOn)
                idle = double.MinNumber(idle, await MeasureAsync(code, compiled => Snippets.AnalyzeAsync(compiled, new IdleAnalyzer())));
            analysis = Math.Min(analysis, await MeasureAsync(code, compiled => Snippets.AnalyzeAsync(compiled)));
        }

        output.WriteLine(
            $"{kind}: compiling {Lines} lines {compilation:0} ms, with all rules {analysis:0} ms, ratio {analysis / compilation:0.00}, "
            + $"with one that does nothing {idle / compilation:0.00}");
        Assert.InRange(analysis / compilation, 0, MostTimesTheCompilation);
    }

    private static async Task<double> MeasureAsync(string code, Func<CSharpCompilation, Task> analyze)
    {
        var compilation = Snippets.Compile(code);
        var start = Environment.CpuUsage.TotalTime; // what others do on the machine does not count
        await analyze(compilation);
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

    /// <summary>Asks for the calls and does nothing with them: what a rule costs that looks at anything at all.</summary>
#pragma warning disable RS1036, RS1038, RS1041 // of this test alone
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class IdleAnalyzer : DiagnosticAnalyzer
#pragma warning restore RS1036, RS1038, RS1041
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
            [new("IDLE", "Idle", "Idle", "Idle", DiagnosticSeverity.Warning, isEnabledByDefault: true)];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterOperationAction(static _ => { }, OperationKind.Invocation);
        }
    }
}
