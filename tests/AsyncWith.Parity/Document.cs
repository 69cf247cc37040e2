namespace AsyncWith.Parity;

/// <summary>docs/parity.md, with which the tests agree.</summary>
internal static class Document
{
    internal static string Read() => ReadResource("parity.md");

    internal static string ReadResource(string name)
    {
        using var stream = typeof(Document).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
