using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>What a reader of the source calls a manager.</summary>
internal static class ManagerName
{
    private static readonly NameCache<Type> _byType = new(OfType);

    /// <summary>The name that the manager has for itself, or that of its type.</summary>
    internal static string Of(object manager) =>
        manager is INamedManager named ? named.Name : _byType.NameOf(manager.GetType());

    /// <summary>The library's own classes are named after what makes them: <c>Deadline</c> is made by a <c>DeadlineManager</c>.</summary>
    private static string OfType(Type type)
    {
        var name = TypeName.Of(type);
        return type is { IsVisible: false } && type.Assembly == typeof(ManagerName).Assembly
            ? name.Replace("Manager", "", StringComparison.Ordinal)
            : name;
    }
}
