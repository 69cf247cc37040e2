using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>One use of a manager by a statement, which says how far it is. The statement is compiled once for uses that are observed, and once for
/// those that are not, in which the calls are empty.</summary>
internal interface IManagerUse<T>
{
    /// <summary>Whether somebody is told.</summary>
    static abstract bool IsObserved { get; }

    /// <summary>The manager.</summary>
    IAsyncContextManager<T> Manager { get; }

    /// <summary>The manager has been entered.</summary>
    void Entered();

    /// <summary>The manager could not be entered.</summary>
    void NotEntered(Exception exception);

    /// <summary>The manager is about to be exited because of <paramref name="exception"/>, if any.</summary>
    void Exiting(Exception? exception);

    /// <summary>The exit, which was told of <paramref name="exception"/>, has ended.</summary>
    void Exited(Outcome<bool> exit, Exception? exception);
}
