using System.CommandLine;
using AsyncWith.Parity.Libraries;
using AsyncWith.Parity.Variants;
using Xunit;

namespace AsyncWith.Parity.Commands;

/// <summary>What the commands print, and the exit codes.</summary>
public sealed class LiveCommandTests : IDisposable
{
    private const int Count = 1001;

    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> CompareAsync(params ILibrary[] libraries) =>
        LiveCommand.CompareAsync([.. libraries.Select(library => new LibraryAsReference(library))], Count, seed: 1, _output, CancellationToken.None);

    [Fact]
    public async Task Where_all_traces_are_equal_it_says_so_and_exits_with_0()
    {
        Assert.Equal(0, await CompareAsync(new RealLibrary(), new RealLibrary()));

        Assert.Equal($"programs {Count}, divergences 0\n", _output.ToString());
    }

    [Fact]
    public async Task Where_traces_diverge_it_shows_the_smallest_programs_and_exits_with_1()
    {
        Assert.Equal(1, await CompareAsync(new LosesTheContext()));

        var lines = _output.ToString().TrimEnd().Split('\n');
        Assert.StartsWith("program    [", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("=A2", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("=A2>A1", lines[2], StringComparison.Ordinal);
        Assert.Matches($"^programs {Count}, divergences [1-9][0-9]*$", lines[^1]);
    }

    [Fact]
    public async Task Every_program_is_compared_once_however_many_processes_share_them()
    {
        await CompareAsync(new SuppressesOnFalse());
        var alone = _output.ToString().Split('\n')[^2];
        _output.GetStringBuilder().Clear();

        await CompareAsync(new SuppressesOnFalse(), new SuppressesOnFalse(), new SuppressesOnFalse());

        Assert.Equal(alone, _output.ToString().Split('\n')[^2]);
    }

    [Theory, InlineData("live"), InlineData("record")]
    public async Task Without_Python_it_says_what_it_needs_in_one_line_and_exits_with_2(string command)
    {
        var configuration = new InvocationConfiguration { Output = _output, Error = _error };

        Assert.Equal(2, await ParityCommands.RunAsync([command, "--python", "there-is-no-such-python"], configuration));

        Assert.Equal("No Python 3.11 or newer was found. Install one, or name it with --python PATH.\n", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Only_the_two_commands_are_commands()
    {
        Assert.True(ParityCommands.IsCommand(["live", "--count", "5"]));
        Assert.True(ParityCommands.IsCommand(["record"]));
        Assert.False(ParityCommands.IsCommand([]));
        Assert.False(ParityCommands.IsCommand(["-class", "live"]));
    }
}
