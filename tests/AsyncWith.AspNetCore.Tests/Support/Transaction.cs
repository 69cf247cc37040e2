namespace AsyncWith.AspNetCore.Tests.Support;

public sealed record Transaction(string Name = "transaction")
{
    public override string ToString() => Name;
}
