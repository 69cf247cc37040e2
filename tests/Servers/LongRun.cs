namespace AsyncWith.Servers;

/// <summary>How long tests run that can run for long: as long as they can with ASYNCWITH_LONG=1, as the nightly workflow sets it. Otherwise they do
/// the same fewer times, and in a Debug build fewer times still.</summary>
internal static class LongRun
{
    private const bool IsDebug =
#if DEBUG
        true;
#else
        false;
#endif

    internal static bool IsOn { get; } = Environment.GetEnvironmentVariable("ASYNCWITH_LONG") == "1";

    /// <summary>The number that holds for this run.</summary>
    internal static int Of(int onceInANight, int release, int debug) => IsOn ? onceInANight : IsDebug ? debug : release;
}
