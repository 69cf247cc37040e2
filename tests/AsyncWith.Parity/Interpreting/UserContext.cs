using System.Runtime.CompilerServices;

namespace AsyncWith.Parity.Interpreting;

/// <summary>
/// What a C# program does by hand when it throws in a handler, where Python links by itself: the caught exception goes into the new
/// one. The library has no part in that, since no exit is involved.
/// </summary>
internal static class UserContext
{
    internal static void Attach(Exception thrown, Exception caught)
    {
        var chain = ContextChain.Of(thrown).ToList();
        if (!chain.Contains(caught, ReferenceEqualityComparer.Instance))
            InnerException(chain[^1]) = caught;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? InnerException(Exception exception);
}
