namespace AsyncWith.Leases.Holder;

/// <summary>Where the lease and the counter are.</summary>
internal interface IStore
{
    /// <summary>A manager of the lease.</summary>
    IAsyncContextManager<Lease> Lease();

    /// <summary>Reads the counter, and writes it increased by one; nothing but the lease keeps others out in between.</summary>
    Task IncrementAsync();
}
