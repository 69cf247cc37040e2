using System.Diagnostics;
using System.Globalization;

namespace AsyncWith.Benchmarks;

/// <summary>The same programs on CPython, where it is there.</summary>
internal static class CPython
{
    internal const string Default = "python3";

    /// <summary>Nanoseconds by the name of the case; <see langword="null"/> where there is no CPython 3.11 or later.</summary>
    internal static Dictionary<string, double>? Measure(string python)
    {
        try
        {
            var check = Run(python, "-c", "import sys; print(sys.version_info >= (3, 11))");
            if (check.Trim() != "True")
                return null;
            return Run(python, Path.Combine(AppContext.BaseDirectory, "Python", "programs.py"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t'))
                .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no such program
        }
    }

    private static string Run(string python, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{python} failed: {errors.Result}");
    }
}
