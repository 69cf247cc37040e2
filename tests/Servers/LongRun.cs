namespace AsyncWith.Servers;

/// <summary>Whether tests run as long as they can: ASYNCWITH_LONG=1, as the nightly workflow sets it. Otherwise they do the same a number of times
/// fewer.</summary>
internal static class LongRun
{
    internal static bool IsOn { get; } = Environment.GetEnvironmentVariable("ASYNCWITH_LONG") == "1";
}
