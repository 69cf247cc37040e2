namespace AsyncWith.Hosting.Tests.Support;

public sealed record Cache(Database? Database = null)
{
    public override string ToString() => "cache";
}
