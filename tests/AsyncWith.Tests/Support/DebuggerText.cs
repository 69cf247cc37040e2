using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace AsyncWith.Tests.Support;

/// <summary>What a debugger shows of an object: its <see cref="DebuggerDisplayAttribute"/>, with the members that it names.</summary>
public static partial class DebuggerText
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static string Of(object value)
    {
        var display = value.GetType().GetCustomAttribute<DebuggerDisplayAttribute>(inherit: true)
            ?? throw new ArgumentException($"{value.GetType()} has no [DebuggerDisplay].", nameof(value));
        return Expression().Replace(display.Value!, expression => Show(Read(value, expression.Groups["path"].Value)));
    }

    [GeneratedRegex(@"\{(?<path>[\w.()]+)(,nq)?\}")]
    private static partial Regex Expression();

    private static object? Read(object value, string path) =>
        path.Split('.').Aggregate((object?)value, static (current, name) => current is null ? null : ReadMember(current, name));

    private static object? ReadMember(object value, string name)
    {
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (name.EndsWith("()", StringComparison.Ordinal) && type.GetMethod(name[..^2], Members, []) is { } method)
                return method.Invoke(value, null);
            if (type.GetProperty(name, Members) is { } property)
                return property.GetValue(value);
            if (type.GetField(name, Members) is { } field)
                return field.GetValue(value);
        }

        throw new MissingMemberException(value.GetType().ToString(), name);
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => text,
        _ when value.GetType().IsDefined(typeof(DebuggerDisplayAttribute)) => Of(value),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
