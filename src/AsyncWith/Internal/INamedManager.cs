namespace AsyncWith.Internal;

/// <summary>A manager of the library that knows a better name for itself than that of its type.</summary>
internal interface INamedManager
{
    /// <summary>What a reader of the source calls the manager.</summary>
    string Name { get; }
}
