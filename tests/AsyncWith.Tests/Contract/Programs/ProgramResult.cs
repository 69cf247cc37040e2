namespace AsyncWith.Tests.Contract.Programs;

/// <summary>What running a program shows: each exit with what it saw, and the outcomes of the block and of what was moved.</summary>
public sealed class ProgramResult
{
    /// <summary>The name of no exception.</summary>
    public const string Nothing = "nothing";

    private readonly List<string> _log = [];
    private readonly List<IReadOnlySet<string>> _carried = [];

    public IReadOnlyList<string> Log => _log;

    /// <summary>The names of the exceptions that can be found in each outcome.</summary>
    public IReadOnlyList<IReadOnlySet<string>> Carried => _carried;

    public void Exit(Registration registration, string pending) =>
        _log.Add(registration.Sees ? $"{registration.Id} sees {pending}" : $"{registration.Id} runs");

    public void Outcome(string pending, IEnumerable<string> carried)
    {
        _log.Add($"outcome {pending}");
        _carried.Add(carried.ToHashSet());
    }
}
