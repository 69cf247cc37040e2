namespace AsyncWith.Parity.Interpreting.Exceptions;

internal sealed class C(int number) : Exception, IRaised
{
    public int Number { get; } = number;
}
