using CsvHelper;

namespace AsyncWith.Samples.Ledger;

/// <summary>Reads CSV files line by line.</summary>
internal static class CsvFile
{
    /// <summary>The longest name of an account or a transfer; databases limit what they index.</summary>
    public const int LongestName = 100;

    /// <summary>The lines after the header, empty ones left out.</summary>
    /// <exception cref="UsageException">The file cannot be read, or its header is not <paramref name="header"/>.</exception>
    public static IReadOnlyList<CsvRecord> Read(string path, string header)
    {
        try
        {
            return ReadRecords(path, header);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or CsvFormatException)
        {
            throw new UsageException($"{path} cannot be read: {exception.Message}");
        }
    }

    private static List<CsvRecord> ReadRecords(string path, string header)
    {
        long malformed = 0;
        var options = new CsvReaderOptions
        {
            Separator = ',', // not one that the reader guesses
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = false, // a quote left open spoils its own line only, and no transfer after it
            OnMalformedRecord = record => malformed = record.LineNumber,
        };
        using var reader = CsvReader.FromFile(path, options);

        var records = new List<CsvRecord>();
        while (reader.Read())
        {
            var fields = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).ToArray();
            records.Add(new CsvRecord(reader.LineNumber, fields, malformed == reader.LineNumber || fields.Any(field => field.Contains('\0'))));
        }

        if (records is not [var first, .. var lines] || !first.Fields.SequenceEqual(header.Split(','), StringComparer.OrdinalIgnoreCase))
            throw new UsageException($"{path} does not start with the header {header}");
        return lines;
    }
}
