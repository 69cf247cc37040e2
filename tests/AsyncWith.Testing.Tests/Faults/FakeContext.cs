using Microsoft.EntityFrameworkCore;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>Is open until it is disposed of, also where that fails.</summary>
internal sealed class FakeContext : DbContext
{
    private readonly Fakes _fakes;
    private readonly IDisposable _handle;

    public FakeContext(DbContextOptions options, Fakes fakes)
        : base(options)
    {
        Database.AutoSavepointsEnabled = false; // their failures are swallowed before they reach the library
        (_fakes, _handle) = (fakes, fakes.Handles.Take());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _handle.Dispose();
        await _fakes.StepAsync("dispose of context");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Item>().ToTable("Items");

    public sealed class Item
    {
        public int Id { get; set; }
    }
}
