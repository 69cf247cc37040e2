namespace AsyncWith;

/// <summary>What a <see cref="YieldAwaiter"/> awaits: the manager, whose block runs while the generator is suspended.</summary>
internal interface IYieldSource
{
    /// <summary>Whether the await does not suspend. It then throws, because the yield is not the generator's first.</summary>
    bool IsCompleted { get; }

    /// <summary>The generator, or a method that it calls, is suspended at the yield.</summary>
    /// <param name="continuation">What the exit resumes.</param>
    void OnCompleted(YieldContinuation continuation);

    /// <summary>Ends the await.</summary>
    /// <exception cref="InvalidOperationException">The yield is not the generator's first, or was not awaited.</exception>
    /// <exception cref="Exception">The exception that left the block.</exception>
    void GetResult();

    /// <summary>The generator has failed before this yield: no block runs, and <see cref="GetResult"/> throws the exception.</summary>
    void Fail(Exception exception);
}
