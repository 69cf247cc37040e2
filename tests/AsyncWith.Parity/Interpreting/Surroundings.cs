namespace AsyncWith.Parity.Interpreting;

/// <summary>What a running statement can refer to.</summary>
/// <param name="Generator">The generator whose code it is.</param>
/// <param name="Caught">What the handler around it caught.</param>
/// <param name="Given">What the exit around it was given.</param>
internal readonly record struct Surroundings(RunningGenerator? Generator = null, Exception? Caught = null, Exception? Given = null)
{
    internal Surroundings Inside() => new(Generator);
}
