namespace AsyncWith;

/// <summary>The messages of the exceptions for wrong uses of a generator-based manager. Each ends with the fix.</summary>
internal static class GeneratorErrors
{
    internal const string EnteredTwice =
        "This context manager was entered before. A context manager made by AsyncContextManager.Create is entered once: "
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

    internal const string YieldEscaped =
        "yield.Return was awaited while the block was running, or after the generator had ended. Only the generator can yield, and only once. "
        + "Keep the Yield<T> inside the generator, and await yield.Return in one place.";

    internal const string EndedEarly =
        "The generator ended while its block was running, so the generator was not told how the block ended. "
        + "Await yield.Return in the generator itself, or await the method that does.";

    internal const string YieldOutsideGenerator =
        "This Yield<T> belongs to no generator. Use the one that AsyncContextManager.Create passes to the generator.";

    internal const string GeneratorReturnedNull =
        "The generator returned null instead of a task. Make it an async method or lambda.";

    internal const string TaskOfAnotherManager =
        "The generator returned the GeneratorTask of another context manager. Return one that was started with this generator's own yield.";
}
