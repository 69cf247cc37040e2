using System.Globalization;
using System.IO.Compression;
using AsyncWith.Parity.Language;

namespace AsyncWith.Parity.Recorded;

/// <summary>What contextlib did with many programs: a line with the seed and the version of CPython, then a line for each program and one for its
/// trace.</summary>
internal sealed record Recording(ulong Seed, string PythonVersion, IReadOnlyList<RecordedProgram> Programs)
{
    internal const string FileName = "programs.gz";

    /// <summary>The recording that belongs to the tests.</summary>
    internal static Recording Load()
    {
        using var stream = typeof(Recording).Assembly.GetManifestResourceStream(FileName)!;
        return Read(stream);
    }

    internal static Recording Read(Stream stream)
    {
        using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped);
        var header = reader.ReadLine()!.Split(' ');
        var programs = new List<RecordedProgram>();
        while (reader.ReadLine() is { } program)
            programs.Add(new RecordedProgram(ProgramText.Read(program), reader.ReadLine()!));
        return new Recording(ulong.Parse(header[0], CultureInfo.InvariantCulture), header[1], programs);
    }

    internal void Write(Stream stream)
    {
        using var zipped = new GZipStream(stream, CompressionLevel.SmallestSize);
        using var writer = new StreamWriter(zipped) { NewLine = "\n" };
        writer.WriteLine($"{Seed} {PythonVersion}");
        foreach (var program in Programs)
        {
            writer.WriteLine(ProgramText.Write(program.Program));
            writer.WriteLine(program.Trace);
        }
    }
}
