using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>The place in the user's source that is entering a manager.</summary>
internal static class Opener
{
    private static readonly string[] _library =
    [
        "AsyncWith", "AsyncWith.Diagnostics", "AsyncWith.AspNetCore", "AsyncWith.Data", "AsyncWith.EntityFrameworkCore", "AsyncWith.Hosting",
        "AsyncWith.Leases", "AsyncWith.Leases.Redis", "AsyncWith.Testing", "AsyncWith.Xunit",
    ];

    // File and line are read from the symbols, which takes long, so once for each place.
    private static readonly ConcurrentDictionary<(string Type, string Method, int Offset), string> _places = new();

    /// <summary>The innermost frame on the stack that is neither the library's nor the platform's, or <see langword="null"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static string? Find()
    {
        var frames = new StackTrace(fNeedFileInfo: false).GetFrames();
        for (var i = 0; i < frames.Length; i++)
        {
            if (DiagnosticMethodInfo.Create(frames[i]) is not { } method || IsOfOthers(method.DeclaringAssemblyName))
                continue;

            // A method that was made at run time has no type. It is not in the source, and has a name of its own each time it is made.
            if (method.DeclaringTypeName is not { Length: > 0 } type)
                continue;

            var place = (type, method.Name, frames[i].GetILOffset());
            return _places.TryGetValue(place, out var known)
                ? known
                : _places.GetOrAdd(place, Describe(type, method.Name, new StackTrace(fNeedFileInfo: true).GetFrame(i)));
        }

        return null;
    }

    /// <summary>The type and the method of the source, of which the compiler may have made a nested type, and a method of another name.</summary>
    internal static string NameOf(string type, string method)
    {
        var parts = type.Split('+');
        var made = Array.FindLastIndex(parts, part => part.StartsWith('<') && !part.StartsWith("<>", StringComparison.Ordinal));
        var source = MethodName.Source(method == "MoveNext" && made >= 0 ? parts[made] : method);
        var declaring = parts.TakeWhile(part => !part.StartsWith('<')).LastOrDefault("");
        declaring = declaring[(declaring.LastIndexOf('.') + 1)..].Split('`')[0];
        return source is "ctor" or "cctor" ? declaring : $"{declaring}.{source}";
    }

    private static string Describe(string type, string method, StackFrame? frame)
    {
        var name = NameOf(type, method);
        return frame?.GetFileName() is { } file ? FormattableString.Invariant($"{name} {Path.GetFileName(file)}:{frame.GetFileLineNumber()}") : name;
    }

    private static bool IsOfOthers(string assembly)
    {
        var name = assembly.Split(',')[0];
        return name is "System" or "mscorlib"
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || Array.IndexOf(_library, name) >= 0;
    }
}
