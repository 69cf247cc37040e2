namespace AsyncWith;

/// <summary>A state of a generator-based manager that needs no more than its name. In the others the manager has an object that says what comes next.</summary>
internal sealed class GeneratorState
{
    internal static readonly GeneratorState Entering = new(), NotEntered = new(), Exiting = new(), Exited = new();
}
