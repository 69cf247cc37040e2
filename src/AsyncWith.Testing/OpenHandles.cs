using System.Diagnostics;

namespace AsyncWith.Testing;

/// <summary>Counts what is open: for the fakes of a test, and for the process.</summary>
/// <remarks>
/// <code>
/// var handles = new OpenHandles();
/// var manager = AsyncContextManager.FromAcquireRelease(
///     async cancellationToken => handles.Take(),
///     async (handle, exception) => handle.Dispose());
///
/// await manager.UseAsync(async handle => Assert.Equal(1, handles.Open));
///
/// Assert.Equal(0, handles.Open);
/// </code>
/// It may be used from several threads at once.
/// </remarks>
[DebuggerDisplay("{_open} open, {_most} at most")] // without the lock, which a stopped thread may hold
public sealed class OpenHandles
{
    private readonly Lock _gate = new();
    private int _open;
    private int _most;

    /// <summary>How many are taken and not disposed of.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
                return _open;
        }
    }

    /// <summary>How many were open at once at most.</summary>
    public int Most
    {
        get
        {
            lock (_gate)
                return _most;
        }
    }

    /// <summary>How many handles (files, sockets, pipes, …) this process has open.</summary>
    /// <returns>The file descriptors on Unix, the handles on Windows. The runtime opens and closes some on its own.</returns>
    public static int OfProcess()
    {
        if (Directory.Exists("/proc/self/fd"))
            return Directory.GetFileSystemEntries("/proc/self/fd").Length - 1; // without the one that lists them
        if (!OperatingSystem.IsWindows() && Directory.Exists("/dev/fd"))
            return Directory.GetFileSystemEntries("/dev/fd").Length - 1;

        using var process = Process.GetCurrentProcess();
        return process.HandleCount;
    }

    /// <summary>Opens one.</summary>
    /// <returns>Dispose of it to close it; a second time does nothing.</returns>
    public IDisposable Take()
    {
        lock (_gate)
        {
            _open++;
            _most = Math.Max(_most, _open);
        }

        return new Handle(this);
    }

    private void Release()
    {
        lock (_gate)
            _open--;
    }

    private sealed class Handle(OpenHandles owner) : IDisposable
    {
        private OpenHandles? _owner = owner;

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Release();
    }
}
