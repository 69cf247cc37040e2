namespace AsyncWith.Internal;

/// <summary>A manager whose exit returns a task of the library. Its status can be read, and it takes a continuation, without an exception.</summary>
internal interface ILibraryExit;
