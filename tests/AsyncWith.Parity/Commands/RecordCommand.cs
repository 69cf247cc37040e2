using System.Runtime.CompilerServices;
using AsyncWith.Parity.Language;
using AsyncWith.Parity.Python;
using AsyncWith.Parity.Recorded;

namespace AsyncWith.Parity.Commands;

/// <summary>Records programs and their traces on contextlib, for the tests to replay without Python.</summary>
internal static class RecordCommand
{
    private const int BatchSize = 1000;

    internal static async Task<int> RunAsync(
        int count, ulong seed, string? wanted, string? file, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (PythonLocator.Find(wanted) is not { } path)
        {
            await error.WriteLineAsync(PythonLocator.NotFound);
            return LiveCommand.NoPython;
        }

        using var python = await PythonInterpreter.StartAsync(path);
        var programs = new List<RecordedProgram>(count);
        while (programs.Count < count)
        {
            var batch = Enumerable.Range(programs.Count, Math.Min(BatchSize, count - programs.Count))
                .Select(index => ProgramGenerator.Make(seed, index))
                .ToArray();
            var traces = await python.RunAsync(batch, cancellationToken);
            programs.AddRange(batch.Zip(traces, (program, trace) => new RecordedProgram(program, trace)));
        }

        var recording = new Recording(seed, python.Version, programs);
        file ??= FileAmongSources();
        await using (var stream = File.Create(file))
            recording.Write(stream);
        await output.WriteLineAsync($"recorded {count} programs of seed {seed} on CPython {python.Version} in {file}");
        return 0;
    }

    private static string FileAmongSources([CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "..", "Recorded", Recording.FileName);
}
