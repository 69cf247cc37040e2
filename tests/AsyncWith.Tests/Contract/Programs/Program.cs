namespace AsyncWith.Tests.Contract.Programs;

/// <summary>A block that registers exits, and may move all that is registered between two of them.</summary>
/// <param name="Steps">What is registered; <see langword="null"/> moves all that is registered so far to another stack.</param>
/// <param name="End">How the block ends.</param>
public sealed record Program(IReadOnlyList<Registration?> Steps, BlockEnd End)
{
    /// <summary>The name of the exception of the block.</summary>
    public const string Block = "block";

    public bool ThrowsAgain => Steps.Any(step => step?.ThrowsAgain == true);

    /// <summary>Programs that are a little smaller.</summary>
    public IEnumerable<Program> Smaller()
    {
        if (End != BlockEnd.Completes)
            yield return this with { End = BlockEnd.Completes };
        for (var i = 0; i < Steps.Count; i++)
        {
            yield return this with { Steps = [.. Steps.Take(i), .. Steps.Skip(i + 1)] };
            if (Steps[i] is not { } step)
                continue;
            foreach (var child in step.Children)
            {
                var fewer = step with { Children = [.. step.Children.Where(other => other != child)] };
                yield return this with { Steps = [.. Steps.Take(i), fewer, .. Steps.Skip(i + 1)] };
            }
        }
    }

    public override string ToString() => $"{End} after\n  {string.Join("\n  ", Steps.Select(step => step?.ToString() ?? "move"))}";
}
