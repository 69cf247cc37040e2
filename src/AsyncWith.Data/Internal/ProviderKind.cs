namespace AsyncWith.Data;

/// <summary>How the commit of a transaction that the database has given up behaves.</summary>
internal enum ProviderKind
{
    /// <summary>It may pass for a success.</summary>
    Unknown,

    /// <summary>It passes for a success; a batch tells in the same round trip.</summary>
    Npgsql,

    /// <summary>It fails.</summary>
    TellsItself,
}
