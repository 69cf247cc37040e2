namespace AsyncWith.Samples.Ledger;

/// <summary>A line of a CSV file.</summary>
/// <param name="Line">Its number, 1 for the header.</param>
/// <param name="Fields">Its values, trimmed.</param>
/// <param name="Malformed">Whether its quotes do not match, or it has characters that no text has.</param>
internal sealed record CsvRecord(long Line, string[] Fields, bool Malformed);
