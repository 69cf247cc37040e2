using AsyncWith.Parity.Interpreting;
using AsyncWith.Parity.Language;
using AsyncWith.Parity.Libraries;

namespace AsyncWith.Parity.Commands;

/// <summary>Stands in for Python in the tests of the commands: whatever the library does is what programs are to do.</summary>
internal sealed class LibraryAsReference(ILibrary library) : IReference
{
    public Task<string[]> RunAsync(IReadOnlyList<Node[]> programs, CancellationToken cancellationToken) =>
        Task.FromResult(programs.Select(program => Interpreter.Run(program, library)).ToArray());
}
