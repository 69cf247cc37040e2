namespace AsyncWith;

/// <summary>How far a generator-based manager is.</summary>
internal enum GeneratorState : byte
{
    /// <summary>Nothing of the generator has run.</summary>
    New,

    /// <summary>The generator has been started.</summary>
    Entering,

    /// <summary>The generator is suspended elsewhere than at its yield, and the enter waits.</summary>
    Waiting,

    /// <summary>The enter failed.</summary>
    NotEntered,

    /// <summary>The generator is suspended at its yield.</summary>
    AtYield,

    /// <summary>The block has ended, and the generator goes on.</summary>
    Exiting,

    /// <summary>The generator has gone on.</summary>
    Exited,
}
