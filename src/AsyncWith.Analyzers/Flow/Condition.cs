using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncWith.Analyzers.Flow;

/// <summary>A branch's condition in the form <c>variable == constant</c>.</summary>
internal sealed class Condition
{
    private Condition(string key, object? constant, bool negated) => (Key, Constant, Negated) = (key, constant, negated);

    internal string Key { get; }

    internal object? Constant { get; }

    /// <summary>The condition holds where the variable does not equal the constant.</summary>
    internal bool Negated { get; }

    internal static Condition? TryParse(IOperation? operation, IReadOnlyDictionary<CaptureId, string> captures)
    {
        switch (ValueKey.Unwrap(operation))
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return TryParse(not.Operand, captures)?.Negate();
            case IIsNullOperation isNull:
                return TryCreate(isNull.Operand, null, captures);
            case IBinaryOperation binary:
                return binary.RightOperand.ConstantValue is { HasValue: true, Value: var right }
                    ? TryCompare(binary.LeftOperand, binary.OperatorKind, right, captures)
                    : binary.LeftOperand.ConstantValue is { HasValue: true, Value: var left }
                        ? TryCompare(binary.RightOperand, Mirror(binary.OperatorKind), left, captures)
                        : null;
            case IIsPatternOperation isPattern:
                return TryParse(isPattern.Value, isPattern.Pattern, captures);
            case { Type.SpecialType: SpecialType.System_Boolean } value:
                return TryCreate(value, true, captures);
            default:
                return null;
        }
    }

    private static Condition? TryParse(IOperation value, IPatternOperation pattern, IReadOnlyDictionary<CaptureId, string> captures) => pattern switch
    {
        INegatedPatternOperation negated => TryParse(value, negated.Pattern, captures)?.Negate(),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } => TryCreate(value, constant, captures),
        IRelationalPatternOperation { Value.ConstantValue: { HasValue: true, Value: var bound } } relational =>
            TryCompare(value, relational.OperatorKind, bound, captures),
        _ => null,
    };

    private static Condition? TryCompare(IOperation operand, BinaryOperatorKind comparison, object? constant,
        IReadOnlyDictionary<CaptureId, string> captures) => comparison switch
        {
            BinaryOperatorKind.Equals => TryCreate(operand, constant, captures),
            BinaryOperatorKind.NotEquals => TryCreate(operand, constant, captures)?.Negate(),
            BinaryOperatorKind.LessThan => TryCreate(operand, true, captures, ".<" + constant),
            BinaryOperatorKind.GreaterThanOrEqual => TryCreate(operand, true, captures, ".<" + constant)?.Negate(),
            BinaryOperatorKind.LessThanOrEqual => TryCreate(operand, true, captures, ".<=" + constant),
            BinaryOperatorKind.GreaterThan => TryCreate(operand, true, captures, ".<=" + constant)?.Negate(),
            _ => null,
        };

    private static BinaryOperatorKind Mirror(BinaryOperatorKind comparison) => comparison switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        _ => comparison,
    };

    private static Condition? TryCreate(IOperation operand, object? constant, IReadOnlyDictionary<CaptureId, string> captures, string suffix = "") =>
        ValueKey.Of(operand, captures) is { } key ? new Condition(key + suffix, constant, negated: false) : null;

    private Condition Negate() => new(Key, Constant, !Negated);
}
