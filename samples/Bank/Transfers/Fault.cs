using System.Text.Json.Serialization;

namespace AsyncWith.Samples.Bank;

/// <summary>What can go wrong on purpose, after the money was moved and before that is committed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Fault>))]
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The code throws.</summary>
    Crash,

    /// <summary>It takes longer than the time limit.</summary>
    Slow,

    /// <summary>The database refuses the commit.</summary>
    Refused,
}
