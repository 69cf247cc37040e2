using AsyncWith.Parity.Language;

namespace AsyncWith.Parity.Commands;

/// <summary>Knows what programs are to do.</summary>
internal interface IReference
{
    /// <summary>Runs <paramref name="programs"/> and gives their traces, in the same order.</summary>
    Task<string[]> RunAsync(IReadOnlyList<Node[]> programs, CancellationToken cancellationToken);
}
