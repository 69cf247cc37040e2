namespace AsyncWith.Tests.Contract.Programs;

/// <summary>What an exit does. Callbacks and disposals, which see nothing, complete where others look at the exception.</summary>
public enum ExitAct
{
    /// <summary>Nothing.</summary>
    Completes,

    /// <summary>Suppresses the exception that it sees.</summary>
    Suppresses,

    /// <summary>Throws a new exception.</summary>
    Throws,

    /// <summary>Throws the exception that it sees.</summary>
    ThrowsWhatItSees,

    /// <summary>Throws a new exception around the one that it sees.</summary>
    Wraps,

    /// <summary>Throws the exception of the block, though it may be over.</summary>
    ThrowsAgain,

    /// <summary>Registers exits on the stack that it is on.</summary>
    Registers,

    /// <summary>Registers exits on the stack that it is on, and throws a new exception.</summary>
    RegistersAndThrows,

    /// <summary>Moves what is left on the stack that it is on to another one.</summary>
    Moves,
}
