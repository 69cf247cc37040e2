namespace AsyncWith.AspNetCore.Tests.Support;

internal sealed record Connection
{
    public override string ToString() => "connection";
}
