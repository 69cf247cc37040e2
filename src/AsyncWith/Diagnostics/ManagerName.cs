using System.Collections.Concurrent;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>What a reader of the source calls a manager.</summary>
internal static class ManagerName
{
    private static readonly ConcurrentDictionary<Type, TypeAndName> _byType = new();
    private static volatile TypeAndName? _last; // many uses in a row are of one type, and a look in the table takes a third of what observing takes

    /// <summary>The name that the manager has for itself, or that of its type.</summary>
    internal static string Of(object manager)
    {
        if (manager is INamedManager named)
            return named.Name;
        var type = manager.GetType();
        return _last is { } last && last.Type == type ? last.Name : Find(type);
    }

    private static string Find(Type type)
    {
        var found = _byType.GetOrAdd(type, static type => new TypeAndName(type, OfType(type)));
        _last = found;
        return found.Name;
    }

    /// <summary>The library's own classes are named after what makes them: <c>Deadline</c> is made by a <c>DeadlineManager</c>.</summary>
    private static string OfType(Type type)
    {
        var name = TypeName.Of(type);
        return type is { IsVisible: false } && type.Assembly == typeof(ManagerName).Assembly ? name.Replace("Manager", "", StringComparison.Ordinal) : name;
    }

    private sealed class TypeAndName(Type type, string name)
    {
        internal Type Type => type;

        internal string Name => name;
    }
}
