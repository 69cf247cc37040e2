namespace AsyncWith.Samples.Ledger;

/// <summary>Reads the accounts. A mistake there is one of the whole file: no money moves before it is mended.</summary>
internal static class AccountsFile
{
    /// <exception cref="UsageException">The file, or a line of it, cannot be read.</exception>
    public static IReadOnlyList<Account> Read(string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. CsvFile.Read(path, "account,owner,balance").Select(Parse)];

        Account Parse(CsvRecord record)
        {
            if (record is not { Malformed: false, Fields: [{ Length: > 0 and <= CsvFile.LongestName } name, var owner, var balance] })
                throw Bad("is not account,owner,balance");
            if (Money.Parse(balance, out var opening) is { } problem)
                throw Bad($"has a balance that {problem}");
            if (opening < default(Money))
                throw Bad("has a negative balance");
            if (!names.Add(name))
                throw Bad($"has account {name} a second time");
            return new Account(name, owner, opening);

            UsageException Bad(string problem) => new($"{path}, line {record.Line} {problem}");
        }
    }
}
