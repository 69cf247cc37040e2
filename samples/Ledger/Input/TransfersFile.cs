namespace AsyncWith.Samples.Ledger;

/// <summary>The transfers of a file, in its order, and the lines that are none.</summary>
internal sealed record TransfersFile(IReadOnlyList<Transfer> Transfers, IReadOnlyList<Rejection> Rejections)
{
    public int Count => Transfers.Count + Rejections.Count;

    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static TransfersFile Read(string path)
    {
        var transfers = new List<Transfer>();
        var rejections = new List<Rejection>();
        foreach (var record in CsvFile.Read(path, "id,from,to,amount,memo"))
        {
            if (Parse(record, out var transfer) is { } reason)
                rejections.Add(new Rejection(record.Line, reason));
            else
                transfers.Add(transfer!);
        }

        return new TransfersFile(transfers, rejections);
    }

    private static string? Parse(CsvRecord record, out Transfer? transfer)
    {
        transfer = null;
        if (record.Malformed)
            return "malformed line";
        if (record.Fields is not [var id, var from, var to, var amount, var memo, ..] || id is "" || from is "" || to is "" || amount is "")
            return "missing field";
        if (record.Fields.Length > 5)
            return "too many fields";
        if (id.Length > CsvFile.LongestName || from.Length > CsvFile.LongestName || to.Length > CsvFile.LongestName)
            return "name too long";
        if (Money.Parse(amount, out var money) is { } problem)
            return $"amount {problem}";
        if (!(money > default(Money)))
            return "amount is not positive";
        if (from == to)
            return "from and to are the same";

        transfer = new Transfer(id, from, to, money, memo);
        return null;
    }
}
