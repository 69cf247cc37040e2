namespace AsyncWith.Testing;

/// <summary>Something that a manager does wrong.</summary>
/// <remarks>
/// <code>
/// foreach (Finding finding in ManagerContract.Check(() => new Connecting(pool)))
///     Console.WriteLine(finding); // "throws: It leaves 1 more open than there were. Release …"
/// </code>
/// </remarks>
/// <param name="Ending">How the block ended when it was seen: <c>completes</c>, <c>throws</c>, <c>cancelled at step 3</c> …</param>
/// <param name="Why">What was seen, and what to do about it.</param>
public sealed record Finding(string Ending, string Why)
{
    /// <summary>The finding as a line for the output of a test.</summary>
    /// <returns>The ending and the reason.</returns>
    public override string ToString() => $"{Ending}: {Why}";
}
