namespace AsyncWith.AspNetCore.Tests.Support;

/// <summary>What a test's requests go to.</summary>
public enum Server
{
    /// <summary>In memory.</summary>
    Test,

    /// <summary>The real one: only there can be seen what is sent when.</summary>
    Kestrel,
}
