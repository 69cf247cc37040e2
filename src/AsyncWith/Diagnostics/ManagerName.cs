using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>What a reader of the source calls a manager.</summary>
internal static class ManagerName
{
    private static readonly ConditionalWeakTable<Type, string> _byType = []; // keeps no type of an assembly that can be unloaded

    /// <summary>The name that the manager has for itself, or that of its type.</summary>
    internal static string Of(object manager) =>
        manager is INamedManager named ? named.Name : _byType.GetValue(manager.GetType(), OfType);

    /// <summary>The library's own classes are named after what makes them: <c>Deadline</c> is made by a <c>DeadlineManager</c>.</summary>
    private static string OfType(Type type)
    {
        var name = TypeName.Of(type);
        return type is { IsVisible: false } && type.Assembly == typeof(ManagerName).Assembly
            ? name.Replace("Manager", "", StringComparison.Ordinal)
            : name;
    }
}
