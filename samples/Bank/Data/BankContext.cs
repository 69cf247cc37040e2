using Microsoft.EntityFrameworkCore;

namespace AsyncWith.Samples.Bank;

/// <summary>The tables.</summary>
public sealed class BankContext(DbContextOptions<BankContext> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Transfer> Transfers => Set<Transfer>();

    public DbSet<Interest> Interest => Set<Interest>();

    /// <summary>Moves the money. Accounts are changed in the order of their ids, so that no two transfers wait for each other.</summary>
    /// <returns><see langword="false"/> where there is not enough of it.</returns>
    public async Task<bool> PostAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        (int Account, long Change)[] postings = [(transfer.From, -transfer.Amount), (transfer.To, transfer.Amount)];
        foreach (var (id, change) in postings.OrderBy(posting => posting.Account))
        {
            var changed = await Accounts.Where(account => account.Id == id && account.Balance + change >= 0)
                .ExecuteUpdateAsync(account => account.SetProperty(a => a.Balance, a => a.Balance + change), cancellationToken);
            if (changed == 0)
                return false;
        }

        Transfers.Add(transfer);
        return true;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>().Property(account => account.Id).ValueGeneratedNever();
        modelBuilder.Entity<Interest>().HasKey(interest => interest.Period);
        modelBuilder.Entity<Transfer>(transfer =>
        {
            transfer.HasKey(t => t.Number);
            transfer.HasIndex(t => t.Id).IsUnique();
            transfer.HasIndex(t => t.From);
            transfer.HasIndex(t => t.To);
            transfer.ToTable(table => table.HasCheckConstraint("CK_Amount", "\"Amount\" > 0"));
        });
    }
}
