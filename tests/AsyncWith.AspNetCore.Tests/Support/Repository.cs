namespace AsyncWith.AspNetCore.Tests.Support;

internal sealed class Repository(InContext<Transaction> transaction)
{
    internal Transaction Transaction => transaction.Resource;
}
