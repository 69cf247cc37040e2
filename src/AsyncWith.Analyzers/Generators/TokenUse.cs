namespace AsyncWith.Analyzers.Generators;

/// <summary>Tells the uses of a token that can cancel something from those that only look at it.</summary>
internal static class TokenUse
{
    internal static bool CanCancel(IParameterReferenceOperation token, Symbols symbols)
    {
        IOperation use = token;
        while (use.Parent is IConversionOperation or IParenthesizedOperation)
            use = use.Parent;

        return use.Parent switch
        {
            IPropertyReferenceOperation or INameOfOperation => false,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => false,
            IInvocationOperation { TargetMethod.Name: "Equals" } => false,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Equals" } } => false,
            IArgumentOperation { Parent: IObjectCreationOperation creation } => !symbols.IsException(creation.Type),
            _ => true,
        };
    }
}
