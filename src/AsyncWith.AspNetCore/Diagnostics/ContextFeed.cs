using System.Collections.Concurrent;
using System.Text.Json;
using AsyncWith.Diagnostics;

namespace AsyncWith.AspNetCore;

/// <summary>What the page shows, as JSON.</summary>
internal sealed class ContextFeed
{
    private const int MostOpen = 5_000;
    private const int MostEnded = 200;
    private const int MostAlerts = 50;

    private readonly ContextTree _tree;
    private readonly ConcurrentQueue<EndedContext> _slow = [];
    private readonly ConcurrentQueue<(OpenContext Context, DateTimeOffset At)> _abandoned = [];

    public ContextFeed(ContextTree tree)
    {
        _tree = tree;
        tree.EndedSlowly += ended => Keep(_slow, ended);
        tree.Abandoned += abandoned => Keep(_abandoned, (abandoned, DateTimeOffset.UtcNow));
    }

    internal byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            var open = _tree.Snapshot();
            json.WriteStartObject();
            json.WriteNumber("now", Milliseconds(DateTimeOffset.UtcNow));
            json.WriteNumber("count", open.Count);
            Write(json, "open", open.Take(MostOpen), Write);
            Write(json, "recent", _tree.Recent().Take(MostEnded), Write);
            Write(json, "slow", _slow.Reverse(), Write);
            Write(json, "abandoned", _abandoned.Reverse(), Write);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Keep<T>(ConcurrentQueue<T> queue, T item)
    {
        queue.Enqueue(item);
        while (queue.Count > MostAlerts)
            queue.TryDequeue(out _);
    }

    private static void Write<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, OpenContext context)
    {
        json.WriteNumber("id", context.Id);
        json.WriteString("name", context.Name);
        if (context.ParentId is { } parent)
            json.WriteNumber("parent", parent);
        if (context.OpenedBy is { } opener)
            json.WriteString("opener", opener);
        json.WriteNumber("age", context.Age.TotalMilliseconds);
        json.WriteString("phase", context.IsEntering ? "entering" : context.IsExiting ? "exiting" : "open");
        if (context.PendingException is { } pending)
            json.WriteString("error", pending.GetType().FullName);
    }

    private static void Write(Utf8JsonWriter json, EndedContext ended)
    {
        json.WriteNumber("id", ended.Context.Id);
        json.WriteString("name", ended.Context.Name);
        if (ended.Context.ParentId is { } parent)
            json.WriteNumber("parent", parent);
        if (ended.Context.OpenedBy is { } opener)
            json.WriteString("opener", opener);
        json.WriteString("outcome", ended.Outcome.ToString());
        if (ended.Error is { } error)
            json.WriteString("error", error);
        json.WriteNumber("at", Milliseconds(ended.EndedAt));
        json.WriteNumber("enter", ended.EnterTime.TotalMilliseconds);
        json.WriteNumber("block", ended.BlockTime.TotalMilliseconds);
        json.WriteNumber("exit", ended.ExitTime.TotalMilliseconds);
    }

    private static void Write(Utf8JsonWriter json, (OpenContext Context, DateTimeOffset At) abandoned)
    {
        Write(json, abandoned.Context);
        json.WriteNumber("at", Milliseconds(abandoned.At));
    }

    private static double Milliseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
