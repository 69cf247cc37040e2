namespace AsyncWith.Analyzers.Flow;

/// <summary>Where a path stands with respect to the yield.</summary>
internal enum Phase
{
    Before,

    /// <summary>The block has completed.</summary>
    After,

    /// <summary>The block has thrown.</summary>
    Failed,
}
