namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>A part of an item, which the database looks for at the commit.</summary>
public sealed class Part
{
    public long Id { get; set; }

    public long Item { get; set; }
}
