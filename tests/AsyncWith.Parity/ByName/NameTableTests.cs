using System.Reflection;
using Xunit;

namespace AsyncWith.Parity.ByName;

/// <summary>The tables of docs/parity.md, CPython's list of tests and the tests that there are agree.</summary>
public sealed class NameTableTests
{
    private static readonly IReadOnlyList<NameTable.Row> _rows = NameTable.Read();

    private static IEnumerable<string> OurTests =>
        from type in typeof(NameTableTests).Assembly.GetTypes()
        where type.Namespace == typeof(NameTableTests).Namespace && type != typeof(NameTableTests)
        from method in type.GetMethods()
        where method.GetCustomAttribute<FactAttribute>() is not null
        select $"{type.Name}.{method.Name}";

    [Fact]
    public void The_tables_have_every_test_of_CPython_once()
    {
        var names = Document.ReadResource("cpython-3.13.0.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(names.Order(StringComparer.Ordinal), _rows.Select(row => $"{row.File} {row.Class} {row.Name}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_counterpart_in_the_tables_is_a_test_and_every_test_is_in_the_tables()
    {
        var inTables = from row in _rows where row.OurName is not null select Home(row);

        Assert.Equal(OurTests.Order(StringComparer.Ordinal), inTables.Order(StringComparer.Ordinal));

        static string Home(NameTable.Row row) =>
            row.OurClasses.Select(ours => $"{ours}.{row.OurName}").FirstOrDefault(OurTests.Contains)
                ?? $"{row.OurName} is in none of {string.Join(", ", row.OurClasses)}";
    }

    [Fact]
    public void A_counterpart_has_the_name_that_the_test_has_in_CPython() =>
        Assert.All(_rows.Where(row => row.OurName is not null), row =>
            Assert.Equal(row.Name, $"test_{char.ToLowerInvariant(row.OurName![0])}{row.OurName[1..]}"));

    [Fact]
    public void Where_there_is_no_counterpart_the_table_says_why() =>
        Assert.All(_rows.Where(row => row.OurName is null), row => Assert.NotEmpty(row.Remark));
}
