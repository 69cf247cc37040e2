using System.Collections.Concurrent;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>What a reader of the source calls a manager.</summary>
internal static class ManagerName
{
    private static readonly ConcurrentDictionary<Type, string> _byType = new();

    /// <summary>The name that the manager has for itself, or that of its type.</summary>
    internal static string Of(object manager) =>
        manager is INamedManager named ? named.Name : _byType.GetOrAdd(manager.GetType(), TypeName.Of);
}
