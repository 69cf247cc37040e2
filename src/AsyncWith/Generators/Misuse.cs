namespace AsyncWith;

/// <summary>What a wrong use of a generator-based manager is told: each message ends with the fix.</summary>
internal static class Misuse
{
    internal const string EnteredTwice =
        "This context manager was entered before. One made by AsyncContextManager.Create serves a single block: "
        + "call the method that creates it again for each block.";

    internal const string ExitedWithoutEnter =
        "ExitAsync was called on a context manager that is not entered. Await EnterAsync first, or let UseAsync call both.";

    internal const string ExitedTwice =
        "ExitAsync was called on a context manager that was exited before. Call it once for each EnterAsync, or let UseAsync call both.";

    internal const string DidNotYield =
        "The generator ended without yielding, so there is no resource for the block. "
        + "Await yield.Return(resource) on every path that does not throw.";

    internal const string YieldNotAwaited =
        "The generator called yield.Return but did not await it. Write 'await yield.Return(resource)'.";

    internal const string YieldedTwice =
        "The generator yielded again, but a context manager runs one block. "
        + "Await yield.Return exactly once: not in a loop, and not again after a catch.";

    internal const string EndedEarly =
        "The generator ended while its block ran, so it could not tell how the block ended. "
        + "Await yield.Return in the generator itself, or await the method that does.";

    internal const string YieldOutsideGenerator =
        "This Yield belongs to no generator. Use the one that AsyncContextManager.Create passes to the generator.";

    internal const string GeneratorReturnedNull =
        "The generator returned null instead of a task. Make it an async method or lambda.";

    internal const string RunOfAnother =
        "The generator returned the GeneratorTask of another context manager's generator. Return one that was started with this generator's own yield.";
}
