using System.ComponentModel;
using System.Diagnostics;

namespace AsyncWith.Parity.Python;

/// <summary>Finds a Python that is new enough for the interpreter of programs.</summary>
internal static class PythonLocator
{
    private static readonly Version _oldest = new(3, 11);
    private static readonly string[] _usualNames = ["python3.13", "python3", "python", "python3.14", "python3.12", "python3.11"];

    internal const string NotFound = "No Python 3.11 or newer was found. Install one, or name it with --python PATH.";

    /// <summary>The first of <paramref name="wanted"/>, or where that is null of the usual names, that runs and is new enough; else
    /// <see langword="null"/>.</summary>
    internal static string? Find(string? wanted) =>
        (wanted is null ? _usualNames : [wanted]).FirstOrDefault(candidate => VersionOf(candidate) >= _oldest);

    private static Version? VersionOf(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            var version = process!.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return Version.TryParse(version.Trim(), out var parsed) ? parsed : null;
        }
        catch (Win32Exception)
        {
            return null; // there is no such program
        }
    }
}
