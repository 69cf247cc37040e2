using System.CommandLine;

namespace AsyncWith.Parity.Commands;

/// <summary>The commands: <c>live</c> compares fresh programs with a Python that is installed, <c>record</c> records what the tests replay.</summary>
internal static class ParityCommands
{
    private const string Live = "live";
    private const string Record = "record";

    internal static bool IsCommand(string[] arguments) => arguments is [Live or Record, ..];

    internal static Task<int> RunAsync(string[] arguments, InvocationConfiguration? configuration = null)
    {
        var count = new Option<int>("--count") { Description = "How many programs.", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<ulong>("--seed") { Description = "Which programs: the same seed makes the same ones.", DefaultValueFactory = _ => 1 };
        var python = new Option<string?>("--python")
        {
            Description = "The Python to compare with; by default the first one found that is new enough.",
        };
        var output = new Option<string?>("--output")
        {
            Description = "The file to write; by default the recording among the sources, where the tests take it from.",
        };

        var live = new Command(Live, "Runs fresh random programs on contextlib and on AsyncWith, and compares their traces.") { count, seed, python };
        live.SetAction((parsed, cancellationToken) => LiveCommand.RunAsync(
            parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(python), parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error, cancellationToken));

        var record = new Command(Record, "Records the traces of random programs on contextlib.") { count, seed, python, output };
        record.SetAction((parsed, cancellationToken) => RecordCommand.RunAsync(
            parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(python), parsed.GetValue(output), parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error, cancellationToken));

        return new RootCommand("The parity of AsyncWith with CPython's contextlib.") { live, record }.Parse(arguments).InvokeAsync(configuration);
    }
}
