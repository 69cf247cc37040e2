namespace AsyncWith;

/// <summary>How a block with a result ended: with the result, or with an exception that was suppressed.</summary>
internal readonly struct Outcome<TResult>
{
    private readonly TResult? _result;
    private readonly Exception? _suppressed;

    internal Outcome(TResult result) => _result = result;

    private Outcome(Exception suppressed) => _suppressed = suppressed;

    internal static Outcome<TResult> Suppressed(Exception exception) => new(exception);

    internal TResult? ResultOr(Func<Exception, TResult?> suppressed) => _suppressed is null ? _result : suppressed(_suppressed);
}
