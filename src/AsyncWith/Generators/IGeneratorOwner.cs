namespace AsyncWith;

/// <summary>Who wants to know when a generator has ended.</summary>
internal interface IGeneratorOwner
{
    /// <summary>Called once, where the generator ended.</summary>
    void OnEnded();
}
