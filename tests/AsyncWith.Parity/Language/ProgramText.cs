using System.Text;
using System.Text.Json;

namespace AsyncWith.Parity.Language;

/// <summary>A program as JSON: each node is an array of its operation, its numbers, its kind, and the lists inside.</summary>
internal static class ProgramText
{
    private static readonly string[] _names = [.. Enum.GetNames<Op>().Select(name => name.ToLowerInvariant())];

    internal static string Write(Node[] program)
    {
        var text = new StringBuilder();
        Write(program, text);
        return text.ToString();
    }

    internal static Node[] Read(string text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 256 });
        return ReadList(document.RootElement);
    }

    private static void Write(Node[] nodes, StringBuilder text)
    {
        text.Append('[');
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            text.Append(i == 0 ? "[\"" : ",[\"").Append(_names[(int)node.Op]).Append("\",")
                .Append(node.Number).Append(',').Append(node.Other).Append(",\"").Append(node.Kind).Append('"');
            foreach (var part in node.Parts)
                Write(part, text.Append(','));
            text.Append(']');
        }

        text.Append(']');
    }

    private static Node[] ReadList(JsonElement list) => [.. list.EnumerateArray().Select(ReadNode)];

    private static Node ReadNode(JsonElement node)
    {
        var op = (Op)Array.IndexOf(_names, node[0].GetString());
        if (!Enum.IsDefined(op))
            throw new FormatException($"The operation {node[0]} is unknown.");

        var parts = Enumerable.Range(4, Node.PartsOf(op)).Select(index => ReadList(node[index]));
        return new Node(op, node[1].GetInt32(), node[2].GetInt32(), node[3].GetString()![0], [.. parts]);
    }
}
