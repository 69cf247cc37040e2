namespace AsyncWith.Parity.Language;

/// <summary>The kinds of exceptions in a program: A, B derived from A, C, and X, a cancellation.</summary>
internal static class Kinds
{
    internal const char All = '*';
    internal const char None = '-';

    internal const string Raised = "ABCX";
    internal const string Caught = "ABCX*";
}
