using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace AsyncWith.Tests.Support;

/// <summary>Runs a theory with every combination of the values of its parameters, which are enumerations and booleans.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllCombinationsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        IEnumerable<object[]> rows = [[]];
        foreach (var parameter in testMethod.GetParameters())
            rows = rows.SelectMany(_ => Values(parameter.ParameterType), (row, value) => row.Append(value).ToArray());
        return new(rows.Select(row => new TheoryDataRow(row)).ToArray());
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    private static IEnumerable<object> Values(Type type) =>
        type == typeof(bool) ? [false, true] : Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.ToObject(type, value));
}
