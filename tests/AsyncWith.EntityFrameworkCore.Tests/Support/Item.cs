namespace AsyncWith.EntityFrameworkCore.Tests;

public sealed class Item
{
    public long Id { get; set; }

    public string Name { get; set; } = "";
}
