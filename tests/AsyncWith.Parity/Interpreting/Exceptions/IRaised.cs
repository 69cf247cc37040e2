namespace AsyncWith.Parity.Interpreting.Exceptions;

/// <summary>An exception that a program raised.</summary>
internal interface IRaised
{
    /// <summary>How many exceptions the program had raised when it raised this one, itself included.</summary>
    int Number { get; }
}
