namespace AsyncWith;

/// <summary>Where a generator waits for the end of the block: what an await of a yield talks to.</summary>
internal interface IYieldPoint
{
    /// <summary>The generator, or a method that it calls, has suspended at the yield.</summary>
    /// <param name="code">What goes on when the block has ended.</param>
    void Suspend(SuspendedCode code);

    /// <summary>The generator goes on.</summary>
    /// <exception cref="Exception">What left the block.</exception>
    void GetResult();
}
