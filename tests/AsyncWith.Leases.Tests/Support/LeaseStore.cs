namespace AsyncWith.Leases.Tests.Support;

/// <summary>A server that leases are held on.</summary>
public abstract class LeaseStore
{
    /// <summary>A lease of that name, whose loss is noticed soon where <paramref name="watchful"/>, and otherwise as by default.</summary>
    public abstract IAsyncContextManager<Lease> Lease(string name, LeaseOptions? options = null, bool watchful = true);

    /// <summary>Takes the lease of that name away from its holder.</summary>
    public abstract Task LoseAsync(string name);

    /// <summary>Whether somebody holds it.</summary>
    public abstract Task<bool> IsHeldAsync(string name);
}
