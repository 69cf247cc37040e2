using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AsyncWith.Samples.Bank;

/// <summary>Spans go to the console, or with <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> to a collector, with the requests and the metrics.</summary>
public static class Telemetry
{
    public static ActivitySource Source { get; } = new("Bank");

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var collects = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("bank"));
        telemetry.WithTracing(tracing =>
        {
            tracing.AddSource(Source.Name).AddAspNetCoreInstrumentation();
            _ = collects
                ? tracing.AddOtlpExporter()
                : tracing.AddProcessor(new BatchActivityExportProcessor(new SpanLines(), scheduledDelayMilliseconds: 200));
        });
        if (collects)
            telemetry.WithMetrics(metrics => metrics.AddMeter("AsyncWith").AddAspNetCoreInstrumentation().AddOtlpExporter());
    }

    /// <summary>Writes a line for each span, but not for the requests that only read. The console exporter of OpenTelemetry writes twenty.</summary>
    private sealed class SpanLines : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                if (span.DisplayName.StartsWith("GET", StringComparison.Ordinal))
                    continue;
                var outcome = span.GetTagItem("http.response.status_code") ?? span.StatusDescription ?? "completed";
                Console.WriteLine($"{span.StartTimeUtc:HH:mm:ss.fff}  {span.DisplayName}: {outcome}, {span.Duration.TotalMilliseconds:0.0} ms");
            }

            return ExportResult.Success;
        }
    }
}
