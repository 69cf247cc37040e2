namespace AsyncWith;

/// <summary>Creates a directory for a block, and removes it with its contents when the block ends.</summary>
/// <remarks>
/// <code>
/// await TemporaryDirectory.Create("import-", keepOnFailure: true).UseAsync(async directory =>
/// {
///     await UnpackAsync(archive, directory.FullName);
///     await ImportAsync(directory.FullName);
/// });
/// </code>
/// The directory can be kept after a failure, because the release is passed the exception of the block.
/// </remarks>
public static class TemporaryDirectory
{
    /// <summary>The key in the <see cref="Exception.Data"/> of the exception that left the block. The value is the path of the directory that was
    /// kept. The paths of nested directories are separated by <see cref="Path.PathSeparator"/>.</summary>
    public const string KeptAtKey = "AsyncWith.KeptDirectory";

    /// <summary>Creates a manager of a directory with a unique name in the directory of temporary files. On Unix only its user has access.</summary>
    /// <param name="prefix">The start of its name, which must not contain a directory separator.</param>
    /// <param name="keepOnFailure">
    /// Whether to keep the directory when an exception leaves the block, cancellation included. The exception propagates unchanged and has the full
    /// path, a <see cref="string"/>, in its <see cref="Exception.Data"/> under <see cref="KeptAtKey"/>, where loggers show it.
    /// </param>
    /// <param name="ignoreCleanupErrors">
    /// Whether to ignore that the directory cannot be removed, for example because another process has a file in it open.
    /// </param>
    /// <returns>
    /// A manager that can be entered again after each block, with a new directory each time. The enter throws <see cref="ArgumentException"/> for a
    /// prefix with a separator, and <see cref="IOException"/> if the directory cannot be created. The exit throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> if it cannot be removed, unless <paramref name="ignoreCleanupErrors"/> is set. The block can remove
    /// the directory itself, or move it. A directory that was moved is not removed.
    /// </returns>
    public static IAsyncContextManager<DirectoryInfo> Create(string? prefix = null, bool keepOnFailure = false, bool ignoreCleanupErrors = false) =>
        new TemporaryDirectoryManager(prefix, keepOnFailure, ignoreCleanupErrors, static path => Directory.Delete(path, recursive: true));
}
