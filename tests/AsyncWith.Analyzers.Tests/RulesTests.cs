using System.Text.RegularExpressions;
using AsyncWith.Analyzers.Tests.Harness;
using AsyncWith.CodeFixes;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AsyncWith.Analyzers.Tests;

/// <summary>The descriptors, their pages, and what the pages show.</summary>
public sealed partial class RulesTests
{
    private static readonly ILookup<string, DiagnosticDescriptor> _rules =
        Snippets.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).ToLookup(rule => rule.Id);

    public static TheoryData<string> Ids => [.. _rules.Select(rule => rule.Key).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_table_of_the_rules_is_that_of_the_descriptors()
    {
        var fixes = typeof(SingleFixProvider).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(SingleFixProvider)))
            .SelectMany(type => ((SingleFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds).ToHashSet();
        var expected = _rules.Select(rule => rule.First()).OrderBy(rule => rule.Id, StringComparer.Ordinal).Select(rule =>
            $"| [{rule.Id}]({rule.Id}.md) | {Severity(rule)} | {rule.Title} |{(fixes.Contains(rule.Id) ? " yes " : " ")}|");

        Assert.Equal(expected, Pages.Read("README").Split('\n').Where(line => line.StartsWith("| [AW", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_ids_are_all_there() => Assert.Equal(Enumerable.Range(1, 15).Select(number => $"AW{number:0000}"), Ids.Select(row => row.Data));

    [Theory, MemberData(nameof(Ids))]
    public void Descriptors_that_share_an_id_differ_in_the_message_alone(string id)
    {
        var first = _rules[id].First();
        Assert.All(_rules[id], rule =>
        {
            Assert.Equal(
                (first.Title.ToString(), first.Category, first.DefaultSeverity), (rule.Title.ToString(), rule.Category, rule.DefaultSeverity));
            Assert.True(rule.IsEnabledByDefault);
            Assert.Equal($"{Site.Address}/rules/{id}.html", rule.HelpLinkUri);
        });
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_page_has_the_title_the_severity_and_the_sections(string id)
    {
        var page = Pages.Read(id);
        var rule = _rules[id].First();

        Assert.StartsWith($"# {id}: ", page, StringComparison.Ordinal);
        Assert.Equal($"{id}: {rule.Title}", page.Split('\n')[0][2..], ignoreCase: true);
        Assert.StartsWith(Severity(rule) + ".", page.Split('\n')[2], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["Why", "Wrong code", "Right code", "Known limitations"], Headings().Matches(page).Select(heading => heading.Groups[1].Value));
    }

    [Theory, MemberData(nameof(Ids))]
    public async Task The_rule_marks_the_wrong_code_of_its_page(string id)
    {
        var blocks = Pages.Blocks(id, "Wrong code").ToList();
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
            Assert.Equal([id], (await AnalyzeAsync(block)).Select(diagnostic => diagnostic.Id).Distinct());
    }

    [Theory, MemberData(nameof(Ids))]
    public async Task No_rule_marks_the_right_code_of_a_page(string id)
    {
        var blocks = Pages.Blocks(id, "Right code").ToList();
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
            Assert.Empty(await AnalyzeAsync(block));
    }

    private static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(string code)
    {
        var compilation = Snippets.Compile(code);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return await Snippets.AnalyzeAsync(compilation);
    }

    private static string Severity(DiagnosticDescriptor rule) => rule.DefaultSeverity == DiagnosticSeverity.Error ? "error" : "warning";

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
