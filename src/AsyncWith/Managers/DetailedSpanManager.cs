using System.Diagnostics;

namespace AsyncWith;

/// <summary>A <see cref="SpanManager"/> with all arguments.</summary>
internal sealed class DetailedSpanManager(
    ActivitySource source,
    string name,
    ActivityKind kind,
    ActivityContext parentContext,
    IEnumerable<KeyValuePair<string, object?>>? tags,
    IEnumerable<ActivityLink>? links) : SpanManager(source, name)
{
    protected override string Description => $"Span {Name} ({kind})";

    internal override Activity? Start() => Source.StartActivity(Name, kind, parentContext, tags, links);
}
