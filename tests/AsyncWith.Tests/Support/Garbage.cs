using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>What nothing refers to any more.</summary>
internal static class Garbage
{
    /// <summary>Asserts that all of it is collected, which may take several collections where finalizers run first.</summary>
    internal static void AssertCollected(IReadOnlyCollection<WeakReference> references)
    {
        for (var attempt = 0; attempt < 10 && references.Any(reference => reference.IsAlive); attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(references, reference => reference.IsAlive);
    }
}
