using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncWith.Analyzers.Flow;

/// <summary>Names a variable, or a field or property reached from one, so that two mentions of it can be recognised.</summary>
internal static class ValueKey
{
    /// <summary>The name, or <see langword="null"/> for what is no variable. A member's name starts with that of its owner and a dot.</summary>
    internal static string? Of(IOperation? operation, IReadOnlyDictionary<CaptureId, string>? captures = null)
    {
        operation = Unwrap(operation);
        return operation switch
        {
            ILocalReferenceOperation local => Of(local.Local),
            IParameterReferenceOperation parameter => Of(parameter.Parameter),
            IInstanceReferenceOperation => "this",
            IFieldReferenceOperation field => Member(field, captures),
            IPropertyReferenceOperation { Arguments.IsEmpty: true } property => Member(property, captures),
            IDeclarationExpressionOperation declaration => Of(declaration.Expression, captures),
            IConditionalAccessInstanceOperation instance => Of(ReceiverOf(instance), captures),
            IFlowCaptureReferenceOperation capture when captures is not null => captures.TryGetValue(capture.Id, out var key) ? key : null,
            _ => null,
        };
    }

    internal static string Of(ISymbol symbol) => symbol.Name + "@" + (symbol.Locations.FirstOrDefault()?.SourceSpan.Start ?? -1);

    /// <summary>Whether <paramref name="key"/> is <paramref name="owner"/> or a member of it.</summary>
    internal static bool IsWithin(string key, string owner) =>
        key.StartsWith(owner, StringComparison.Ordinal) && (key.Length == owner.Length || key[owner.Length] == '.');

    /// <summary>Removes conversions and parentheses.</summary>
    internal static IOperation? Unwrap(IOperation? operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>What stands before the <c>?.</c> that <paramref name="instance"/> stands for.</summary>
    internal static IOperation? ReceiverOf(IConditionalAccessInstanceOperation instance)
    {
        IOperation child = instance;
        for (var parent = instance.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child)
                return access.Operation;
        }

        return null;
    }

    private static string? Member(IMemberReferenceOperation member, IReadOnlyDictionary<CaptureId, string>? captures)
    {
        var owner = member.Instance is null ? member.Member.ContainingType?.Name : Of(member.Instance, captures);
        return owner is null ? null : owner + "." + member.Member.Name;
    }
}
