namespace AsyncWith.Internal;

/// <summary>The name that a type has in the source, without its namespace: <c>Repository&lt;Order&gt;</c>.</summary>
internal static class TypeName
{
    internal static string Of(Type type)
    {
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        var arity = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (arity < 0)
            return type.Name;

        // A type inside a generic one has the arguments of the outer one first.
        var count = int.Parse(type.Name.AsSpan(arity + 1), System.Globalization.CultureInfo.InvariantCulture);
        return $"{type.Name.AsSpan(0, arity)}<{string.Join(", ", type.GenericTypeArguments.TakeLast(count).Select(Of))}>";
    }
}
