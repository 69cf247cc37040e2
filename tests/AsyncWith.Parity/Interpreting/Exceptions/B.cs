namespace AsyncWith.Parity.Interpreting.Exceptions;

internal sealed class B(int number) : A(number);
