using System.Reflection;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>All snippets of all rules, as files.</summary>
internal static class Corpus
{
    internal static IReadOnlyList<string> Wrong { get; } = Collect("Wrong");

    internal static IReadOnlyList<string> Right { get; } = Collect("Right");

    internal static IEnumerable<string> All => Wrong.Concat(Right);

    /// <summary>How many snippets each class of tests has.</summary>
    internal static IEnumerable<(Type Tests, int Count)> Counts(string name) =>
        Sources(name).Select(source => (source.DeclaringType!, Values(source).Count));

    private static List<string> Collect(string name) =>
        [.. Sources(name).SelectMany(Values).Select(value => Markup.Parse(Snippets.Wrap(value)).Code)];

    private static List<string> Values(PropertyInfo source) => [.. ((TheoryData<string>)source.GetValue(null)!).Select(row => row.Data)];

    private static IEnumerable<PropertyInfo> Sources(string name) =>
        typeof(Corpus).Assembly.GetTypes().Select(type => type.GetProperty(name, BindingFlags.Public | BindingFlags.Static))
            .OfType<PropertyInfo>().Where(property => property.PropertyType == typeof(TheoryData<string>));
}
