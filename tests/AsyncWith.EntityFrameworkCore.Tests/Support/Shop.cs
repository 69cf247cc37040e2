using Microsoft.EntityFrameworkCore;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>The tables of a store.</summary>
public sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    public DbSet<Part> Parts => Set<Part>();

    public void Insert(int id, string? name = null) => Items.Add(new Item { Id = id, Name = name ?? $"item {id}" });

    public Task<int> ExecuteAsync(string sql) => Database.ExecuteSqlRawAsync(sql);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Item>(item =>
        {
            item.ToTable("items");
            item.Property(item => item.Id).HasColumnName("id").ValueGeneratedNever();
            item.Property(item => item.Name).HasColumnName("name");
        });
        modelBuilder.Entity<Part>(part =>
        {
            part.ToTable("parts");
            part.Property(part => part.Id).HasColumnName("id").ValueGeneratedNever();
            part.Property(part => part.Item).HasColumnName("item");
        });
    }
}
