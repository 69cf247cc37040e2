namespace AsyncWith.Tests.Support;

/// <summary>How an asynchronous step (an enter, a block, an exit) goes about its work. What it throws comes at the same place as its
/// result.</summary>
public enum Interleaving
{
    /// <summary>An <c>async</c> method that ends before its first await.</summary>
    Synchronous,

    /// <summary>An <c>async</c> method that suspends, and ends after its first await.</summary>
    Suspends,

    /// <summary>A method without <c>async</c>: it returns a completed task, or throws before there is a task.</summary>
    NotAsync,

    /// <summary>A task that is backed by a source which, as pooled ones do, forbids being consumed twice.</summary>
    OneShot,
}
