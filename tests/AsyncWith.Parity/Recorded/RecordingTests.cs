using AsyncWith.Parity.Commands;
using AsyncWith.Parity.Language;
using AsyncWith.Parity.Libraries;
using Xunit;

namespace AsyncWith.Parity.Recorded;

/// <summary>AsyncWith does what contextlib did when the programs were recorded.</summary>
public sealed class RecordingTests
{
    private const int FewestPrograms = 20_000;

    private static readonly Recording _recording = Recording.Load();

    [Fact]
    public void AsyncWith_does_what_contextlib_did_in_every_recorded_program()
    {
        var library = new RealLibrary();

        var divergences = _recording.Programs.AsParallel()
            .Select(recorded => Divergence.Find(recorded.Program, recorded.Trace, library))
            .Where(divergence => divergence is not null)
            .OrderBy(divergence => Node.Count(divergence!.Program))
            .Take(3);

        Assert.True(!divergences.Any(), string.Join("\n\n", divergences));
        Assert.True(_recording.Programs.Count >= FewestPrograms);
    }

    [Fact]
    public void The_recording_says_which_CPython_made_it() => Assert.Matches(@"^3\.\d+\.\d+$", _recording.PythonVersion);

    [Fact]
    public void The_recorded_programs_are_those_of_the_seed() =>
        Assert.All(_recording.Programs.Index().Take(1000), recorded =>
            Assert.Equal(ProgramText.Write(ProgramGenerator.Make(_recording.Seed, recorded.Index)), ProgramText.Write(recorded.Item.Program)));

    [Fact]
    public void The_recorded_programs_use_every_operation_of_the_language()
    {
        var used = new HashSet<Op>();
        foreach (var recorded in _recording.Programs)
            Collect(recorded.Program);

        Assert.Equal(Enum.GetValues<Op>().Order(), used.Order());

        void Collect(Node[] nodes)
        {
            foreach (var node in nodes)
            {
                used.Add(node.Op);
                foreach (var part in node.Parts)
                    Collect(part);
            }
        }
    }

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        using var written = new MemoryStream();
        new Recording(5, "3.13.0", [.. _recording.Programs.Take(100)]).Write(written);

        var read = Recording.Read(new MemoryStream(written.ToArray()));

        Assert.Equal((5ul, "3.13.0"), (read.Seed, read.PythonVersion));
        Assert.Equal(
            _recording.Programs.Take(100).Select(program => (ProgramText.Write(program.Program), program.Trace)),
            read.Programs.Select(program => (ProgramText.Write(program.Program), program.Trace)));
    }
}
