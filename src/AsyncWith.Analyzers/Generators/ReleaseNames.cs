namespace AsyncWith.Analyzers.Generators;

/// <summary>The verbs that methods which acquire and release begin with.</summary>
internal static class ReleaseNames
{
    private static readonly string[] _releases = ["Dispose", "Close", "Release", "Delete", "Unlock", "Return"];

    private static readonly string[] _acquisitions =
        ["Open", "Connect", "Acquire", "Wait", "Enter", "Lock", "Rent", "Take", "Begin", "Start", "Create", "TryEnter", "TryLock", "TryAcquire"];

    /// <summary>What follows the verb in the name of a method that releases, or <see langword="null"/> for any other.</summary>
    internal static string? AfterRelease(string name) => After(name, _releases);

    /// <summary>What follows the verb in the name of a method that acquires, or <see langword="null"/> for any other.</summary>
    internal static string? AfterAcquisition(string name) => After(name, _acquisitions);

    private static string? After(string name, string[] verbs)
    {
        foreach (var verb in verbs)
        {
            // A whole word: Close, CloseAsync and CloseSession are releases, Closest is none.
            if (name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || !char.IsLower(name[verb.Length])))
                return name.Substring(verb.Length);
        }

        return null;
    }
}
