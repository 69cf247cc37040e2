namespace AsyncWith.Internal;

/// <summary>A manager of the library that has a better name than that of its type.</summary>
internal interface INamedManager
{
    /// <summary>The name of the manager in the source code of its user.</summary>
    string Name { get; }
}
