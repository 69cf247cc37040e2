namespace AsyncWith;

/// <summary>The states of a generator-based manager, in order.</summary>
internal enum GeneratorState : byte
{
    /// <summary>The manager has not been entered.</summary>
    New,

    /// <summary>The generator has been started, and has not reached its yield.</summary>
    Entering,

    /// <summary>The same, and the caller awaits the enter.</summary>
    Waiting,

    /// <summary>The enter has failed.</summary>
    EnterFailed,

    /// <summary>The generator is suspended at its yield, and the enter has not returned.</summary>
    AtYield,

    /// <summary>The enter has returned the resource: the block runs.</summary>
    Entered,

    /// <summary>The exit has been called, and the generator has not been resumed.</summary>
    Exiting,

    /// <summary>The generator has been resumed.</summary>
    Resumed,

    /// <summary>The exit has completed.</summary>
    Exited,
}
