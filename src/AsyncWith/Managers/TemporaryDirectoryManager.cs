using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The manager that <see cref="TemporaryDirectory.Create"/> returns.</summary>
/// <param name="prefix">The start of the directory's name.</param>
/// <param name="keepOnFailure">Whether to keep it when an exception leaves the block.</param>
/// <param name="ignoreCleanupErrors">Whether to ignore that the directory cannot be removed.</param>
/// <param name="remove">Removes the directory with this path.</param>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class TemporaryDirectoryManager(string? prefix, bool keepOnFailure, bool ignoreCleanupErrors, Action<string> remove)
    : ResourceManager<DirectoryInfo>
{
    private string _path = ""; // the DirectoryInfo has another one after MoveTo

    protected override string Description => "TemporaryDirectory";

    protected override ValueTask<DirectoryInfo> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var directory = Directory.CreateTempSubdirectory(prefix);
        _path = directory.FullName;
        return new ValueTask<DirectoryInfo>(directory);
    }

    protected override ValueTask<bool> ReleaseAsync(DirectoryInfo resource, Exception? exception)
    {
        var path = _path;
        if (exception is null || !keepOnFailure)
            return ExitResult.NotSuppressed(new ValueTask(Task.Run(() => Remove(path))));

        if (Directory.Exists(path) && exception.Data is { IsReadOnly: false } data)
            data[TemporaryDirectory.KeptAtKey] = data[TemporaryDirectory.KeptAtKey] is string inner ? $"{inner}{Path.PathSeparator}{path}" : path;
        return default;
    }

    private void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
                remove(path);
        }
        catch (Exception exception) when (ignoreCleanupErrors && exception is IOException or UnauthorizedAccessException)
        {
            // The operating system or its administrator cleans up the directory of temporary files.
        }
    }
}
