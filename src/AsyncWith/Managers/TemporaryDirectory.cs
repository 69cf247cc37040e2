namespace AsyncWith;

/// <summary>A new directory for a block, removed with all that is in it when the block ends.</summary>
/// <remarks>
/// <code>
/// await TemporaryDirectory.Create("import-", keepOnFailure: true).UseAsync(async directory =>
/// {
///     await UnpackAsync(archive, directory.FullName);
///     await ImportAsync(directory.FullName);
/// });
/// </code>
/// To keep it after a failure, for a look at what the block left, is something that only a release that sees the outcome can do.
/// </remarks>
public static class TemporaryDirectory
{
    /// <summary>The key in <see cref="Exception.Data"/> under which the exception that left the block says where its directory was kept; several that
    /// are nested, with <see cref="Path.PathSeparator"/> between them.</summary>
    public const string KeptAtKey = "AsyncWith.KeptDirectory";

    /// <summary>A manager that creates a directory with a unique name where temporary files go; on Unix only its user may enter it.</summary>
    /// <param name="prefix">What its name begins with; it must not contain a directory separator.</param>
    /// <param name="keepOnFailure">
    /// Whether to keep it when an exception leaves the block, cancellation included. The exception propagates unchanged and has the full path, a
    /// <see cref="string"/>, in its <see cref="Exception.Data"/> under <see cref="KeptAtKey"/>, where loggers show it.
    /// </param>
    /// <param name="ignoreCleanupErrors">
    /// Whether a directory that cannot be removed, such as one with a file that another process has open, is left behind without an error.
    /// </param>
    /// <returns>
    /// A manager that can be entered again after each block, with a new directory each time. Entering throws <see cref="ArgumentException"/> for a
    /// prefix with a separator, and <see cref="IOException"/> where the directory cannot be created. Exiting throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> where it cannot be removed, unless <paramref name="ignoreCleanupErrors"/> is set. The block may
    /// remove the directory itself, or move it: what it moved elsewhere stays.
    /// </returns>
    public static IAsyncContextManager<DirectoryInfo> Create(string? prefix = null, bool keepOnFailure = false, bool ignoreCleanupErrors = false) =>
        new TemporaryDirectoryManager(prefix, keepOnFailure, ignoreCleanupErrors, static path => Directory.Delete(path, recursive: true));
}
