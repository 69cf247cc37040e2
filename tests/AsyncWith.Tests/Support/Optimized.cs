namespace AsyncWith.Tests.Support;

/// <summary>Whether the compiler makes state machines of structs, as it does in Release, or of classes.</summary>
public static class Optimized
{
#if DEBUG
    public static bool IsOff => true;
#else
    public static bool IsOff => false;
#endif
}
