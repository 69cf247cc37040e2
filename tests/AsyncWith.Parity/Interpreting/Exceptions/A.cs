namespace AsyncWith.Parity.Interpreting.Exceptions;

internal class A(int number) : Exception, IRaised
{
    public int Number { get; } = number;
}
