namespace AsyncWith.Parity.Interpreting.Exceptions;

/// <summary>A cancellation.</summary>
internal sealed class X(int number) : OperationCanceledException, IRaised
{
    public int Number { get; } = number;
}
