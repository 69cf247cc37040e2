using AsyncWith.Parity.Interpreting;
using AsyncWith.Parity.Language;
using AsyncWith.Parity.Libraries;

namespace AsyncWith.Parity.Commands;

/// <summary>A program that does one thing on contextlib and another on AsyncWith.</summary>
internal sealed record Divergence(Node[] Program, string Expected, string Actual)
{
    /// <summary>Compares one program; <see langword="null"/> where both do the same.</summary>
    internal static Divergence? Find(Node[] program, string expected, ILibrary library)
    {
        var actual = Interpreter.Run(program, library);
        return actual == expected ? null : new Divergence(program, expected, actual);
    }

    public override string ToString() =>
        $"""
        program    {ProgramText.Write(Program)}
        contextlib {Expected}
        AsyncWith  {Actual}
        """;
}
