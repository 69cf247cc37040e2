namespace AsyncWith.Tests.Contract.Programs;

/// <summary>How an exit is registered.</summary>
public enum ExitKind
{
    /// <summary>A function.</summary>
    Exit,

    /// <summary>The exit of a manager that was entered elsewhere.</summary>
    Manager,

    /// <summary>A manager, by entering it.</summary>
    Entered,

    /// <summary>A callback.</summary>
    Callback,

    /// <summary>A callback with what to pass to it.</summary>
    StatefulCallback,

    /// <summary>Something to dispose of asynchronously.</summary>
    AsyncDisposable,

    /// <summary>Something to dispose of.</summary>
    Disposable,

    /// <summary>Another stack, with exits of its own.</summary>
    Stack,
}
