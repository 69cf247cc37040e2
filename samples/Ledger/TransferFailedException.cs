namespace AsyncWith.Samples.Ledger;

/// <summary>A transfer cannot be done; thrown inside its transaction, so that everything it did is taken back.</summary>
internal sealed class TransferFailedException(string reason) : Exception(reason)
{
    public string Reason => Message;
}
