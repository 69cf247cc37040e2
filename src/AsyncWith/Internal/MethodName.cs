using System.Reflection;

namespace AsyncWith.Internal;

/// <summary>The name that a method has in the source, where the compiler named it: of a lambda that of the method it stands in.</summary>
internal static class MethodName
{
    private static readonly NameCache<MethodInfo> _names = new(Of);

    /// <summary>The name of the method that made <paramref name="function"/>: <c>Sessions</c> for a lambda in a method, a property or a constructor
    /// of that name.</summary>
    internal static string Of(Delegate function)
    {
        while (function.Target is Delegate form) // see FunctionForms
            function = form;
        return _names.NameOf(function.Method);
    }

    /// <inheritdoc cref="Of(Delegate)"/>
    internal static string Of(MethodBase method) => Of(method.Name, method.DeclaringType);

    /// <summary>The name of the method that the compiler made <paramref name="stateMachine"/> of.</summary>
    internal static string OfStateMachine(Type stateMachine) => Of(stateMachine.Name, stateMachine.DeclaringType);

    /// <summary>The source name in a compiler's name: <c>Sessions</c> in <c>&lt;Sessions&gt;b__0_1</c>, <c>&lt;&lt;Sessions&gt;b__0&gt;d</c> and
    /// <c>get_Sessions</c>.</summary>
    internal static string Source(string name)
    {
        while (InBrackets(name) is { Length: > 0 } source)
            name = source;
        name = name[(name.LastIndexOf('.') + 1)..]; // an explicit implementation has the name of its interface too
        return name.StartsWith("get_", StringComparison.Ordinal) ? name["get_".Length..] : name;
    }

    private static string Of(string compilers, Type? declaring)
    {
        var name = Source(compilers);
        return name is "ctor" or "cctor" or "-ctor" or "-cctor" && declaring is not null ? TypeName.Of(Outermost(declaring)) : name;
    }

    /// <summary>What is between the bracket that <paramref name="name"/> starts with and the one that closes it.</summary>
    private static string? InBrackets(string name)
    {
        var depth = 0;
        for (var i = 0; i < name.Length; i++)
        {
            depth += name[i] == '<' ? 1 : name[i] == '>' ? -1 : 0;
            if (depth == 0)
                return i == 0 ? null : name[1..i];
        }

        return null;
    }

    /// <summary>The type in the source that a class made by the compiler is for.</summary>
    private static Type Outermost(Type type)
    {
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer)
            type = outer;
        return type;
    }
}
