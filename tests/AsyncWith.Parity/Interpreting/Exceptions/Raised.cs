namespace AsyncWith.Parity.Interpreting.Exceptions;

internal static class Raised
{
    internal static Exception Make(char kind, int number) => kind switch
    {
        'A' => new A(number),
        'B' => new B(number),
        'C' => new C(number),
        _ => new X(number),
    };

    /// <summary>Whether a handler or an exit for <paramref name="kind"/> is one for <paramref name="exception"/>.</summary>
    internal static bool Matches(char kind, Exception? exception) => kind switch
    {
        '*' => true,
        'A' => exception is A,
        'B' => exception is B,
        'C' => exception is C,
        'X' => exception is X,
        _ => false,
    };
}
