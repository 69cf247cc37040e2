namespace AsyncWith.Hosting.Tests.Support;

public sealed record Database(string Name = "database")
{
    public override string ToString() => Name;
}
