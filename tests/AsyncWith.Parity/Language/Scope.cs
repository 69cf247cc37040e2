namespace AsyncWith.Parity.Language;

/// <summary>What a statement may refer to where the generator of programs puts it.</summary>
/// <param name="Stacks">The numbers of the exit stacks that are known there. Later statements of the same block see those added.</param>
internal sealed record Scope(List<int> Stacks)
{
    /// <summary>Whether it stands in a handler, and may raise again what was caught.</summary>
    internal bool Again { get; init; }

    /// <summary>Whether it stands in the exit of a manager, and may raise what the exit was given.</summary>
    internal bool Given { get; init; }

    internal int Depth { get; init; }

    internal Scope Deeper() => this with { Depth = Depth + 1 };

    /// <summary>For a block or a part of a manager.</summary>
    internal Scope Inside() => this with { Stacks = [.. Stacks], Again = false, Given = false, Depth = Depth + 1 };
}
