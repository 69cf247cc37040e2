using OpenTelemetry;
using OpenTelemetry.Metrics;
using Xunit;

namespace AsyncWith.Diagnostics.Tests;

/// <summary>The meter, as OpenTelemetry sees it.</summary>
public sealed class ContextMeterTests
{
    [Fact]
    public async Task OpenTelemetry_sees_how_many_are_open_and_how_long_they_took_by_manager_and_outcome()
    {
        List<Metric> exported = [];
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter("AsyncWith").AddInMemoryExporter(exported).Build();
        using var tree = new ContextTree();
        using var second = new ContextTree(); // counts nothing again
        await AsyncContextManager.FromValue(1).Named("orders").UseAsync(static async _ => { });
        await Assert.ThrowsAsync<FormatException>(
            async () => await AsyncContextManager.FromValue(1).Named("orders").UseAsync(static async _ => throw new FormatException()));
        await AsyncContextManager.FromValue(1).Named("held").UseAsync(async _ =>
        {
            provider.ForceFlush();
            Assert.Equal([("held", 1L), ("orders", 0L)], Sums(exported, "asyncwith.contexts.open"));
        });
        exported.Clear();
        provider.ForceFlush();

        Assert.Equal([("held", 0L), ("orders", 0L)], Sums(exported, "asyncwith.contexts.open"));
        foreach (var name in new[] { "asyncwith.enter.duration", "asyncwith.block.duration", "asyncwith.exit.duration" })
        {
            var metric = exported.Single(metric => metric.Name == name);
            Assert.Equal("s", metric.Unit);
            Assert.Equal([("held", "completed", 1L), ("orders", "completed", 1L), ("orders", "failed", 1L)], Counts(metric));
        }
    }

    [Fact]
    public async Task A_tree_that_is_disposed_of_takes_back_what_it_has_counted_as_open()
    {
        List<Metric> exported = [];
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter("AsyncWith").AddInMemoryExporter(exported).Build();
        var tree = new ContextTree();
        await AsyncContextManager.FromValue(1).Named("held").UseAsync(async _ => tree.Dispose());
        provider.ForceFlush();

        Assert.Equal([("held", 0L)], Sums(exported, "asyncwith.contexts.open"));
        Assert.DoesNotContain(exported, metric => metric.Name == "asyncwith.exit.duration");
    }

    private static List<(string Manager, long Sum)> Sums(List<Metric> metrics, string name)
    {
        List<(string, long)> sums = [];
        foreach (var point in metrics.Last(metric => metric.Name == name).GetMetricPoints())
            sums.Add((Tag(point, "asyncwith.manager"), point.GetSumLong()));
        sums.Sort();
        return sums;
    }

    private static List<(string Manager, string Outcome, long Count)> Counts(Metric metric)
    {
        List<(string, string, long)> counts = [];
        foreach (var point in metric.GetMetricPoints())
            counts.Add((Tag(point, "asyncwith.manager"), Tag(point, "asyncwith.outcome"), point.GetHistogramCount()));
        counts.Sort();
        return counts;
    }

    private static string Tag(MetricPoint point, string key)
    {
        foreach (var tag in point.Tags)
        {
            if (tag.Key == key)
                return (string)tag.Value!;
        }

        return "";
    }
}
