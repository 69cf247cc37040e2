using System.Diagnostics.CodeAnalysis;

namespace AsyncWith.Diagnostics;

/// <summary>Belongs to one open context, and is finalized when nothing refers to that any more.</summary>
internal sealed class AbandonmentWatch(ContextObserver observer, object? token)
{
    ~AbandonmentWatch() => observer.Abandoned(token);

    /// <summary>What the observer returned when the context was about to be entered.</summary>
    internal object? Token => token;

    /// <summary>The context has ended.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "It has a finalizer for the sake of being finalized, and nothing to dispose of.")]
    internal void Stop() => GC.SuppressFinalize(this);
}
