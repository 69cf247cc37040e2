using System.Diagnostics;
using System.Text;
using AsyncWith.Parity.Commands;
using AsyncWith.Parity.Language;

namespace AsyncWith.Parity.Python;

/// <summary>A Python process that runs programs on contextlib, one batch after the other.</summary>
internal sealed class PythonInterpreter : IReference, IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private PythonInterpreter(Process process, string version)
    {
        _process = process;
        Version = version;
        process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The version of Python, as <c>3.13.0</c>.</summary>
    internal string Version { get; }

    internal static async Task<PythonInterpreter> StartAsync(string python)
    {
        var start = new ProcessStartInfo(python, ["-B", Path.Combine(AppContext.BaseDirectory, "Python", "interpreter.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        return new PythonInterpreter(process, await process.StandardOutput.ReadLineAsync() ?? "unknown");
    }

    public async Task<string[]> RunAsync(IReadOnlyList<Node[]> programs, CancellationToken cancellationToken)
    {
        var writing = WriteAsync(programs, cancellationToken); // while the traces are read: both pipes are short
        var traces = new string[programs.Count];
        for (var i = 0; i < traces.Length; i++)
        {
            traces[i] = await _process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException($"Python ended before the last program did. It said: {_errors}");
        }

        await writing;
        return traces;
    }

    public void Dispose()
    {
        _process.StandardInput.Close(); // it ends by itself then
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task WriteAsync(IReadOnlyList<Node[]> programs, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var program in programs)
            text.Append(ProgramText.Write(program)).Append('\n');
        await _process.StandardInput.WriteAsync(text.Append('\n'), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }
}
