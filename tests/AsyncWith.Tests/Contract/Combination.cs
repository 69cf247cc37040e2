namespace AsyncWith.Tests.Contract;

/// <summary>A way to run a block inside several managers.</summary>
public enum Combination
{
    /// <summary>Statements, one inside the other.</summary>
    Statements,

    /// <summary>The statement for a tuple.</summary>
    Tuple,

    /// <summary>The statement for a tuple of four, the last of which does nothing.</summary>
    TupleOfFour,

    /// <summary>A tuple of two, in the statement of the first.</summary>
    TupleOfTwo,

    /// <summary>The managers entered into one exit stack.</summary>
    ExitStack,

    /// <summary>The managers' exits pushed to an exit stack.</summary>
    PushedExits,

    /// <summary>An exit stack in an exit stack in an exit stack.</summary>
    NestedStacks,

    /// <summary>All entered into one stack, and moved twice before it is exited.</summary>
    MovedStack,

    /// <summary>A query with a <c>from</c> for each manager.</summary>
    Query,

    /// <summary>Concurrent enters.</summary>
    WhenAll,

    /// <summary>A scoped method.</summary>
    ScopedMethod,

    /// <summary>A generator that yields inside an exit stack.</summary>
    GeneratorAroundStack,

    /// <summary>A generator that yields inside a query, entered in a scoped method, run by a statement.</summary>
    Mixed,

    /// <summary>An exit stack of shared managers with one user.</summary>
    Shared,

    /// <summary>An exit stack of managers whose exit has a limit.</summary>
    ExitTimeout,

    /// <summary>Decorators, one inside the other.</summary>
    Decorated,
}
