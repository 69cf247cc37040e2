using System.IO.Compression;
using System.Xml.Linq;

namespace AsyncWith.Packages.Tests;

/// <summary>A package, read from its file.</summary>
internal sealed class Package : IDisposable
{
    private readonly ZipArchive _archive;

    public Package(string path)
    {
        _archive = ZipFile.OpenRead(path);
        Metadata = XDocument.Parse(Text(Entries.Single(entry => entry.EndsWith(".nuspec", StringComparison.Ordinal)))).Root!.Elements().First();
    }

    /// <summary>The element of that name in the nuspec file.</summary>
    public XElement Metadata { get; }

    public IEnumerable<string> Entries => _archive.Entries.Select(entry => entry.FullName);

    public string? this[string element] => Element(element)?.Value;

    public XElement? Element(string name) => Metadata.Element(Metadata.Name.Namespace + name);

    public byte[] Bytes(string entry)
    {
        using var stream = _archive.GetEntry(entry)!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    public string Text(string entry)
    {
        using var reader = new StreamReader(_archive.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    public void Dispose() => _archive.Dispose();
}
