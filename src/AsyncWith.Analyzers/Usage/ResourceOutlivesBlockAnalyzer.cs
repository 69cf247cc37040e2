using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0014: a resource that its manager releases leaves the block, and is used after it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ResourceOutlivesBlockAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ResourceOutlivesBlock];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation =>
        {
            var statement = (IInvocationOperation)operation.Operation;
            if (!symbols.IsStatement(statement.TargetMethod) || Functions.ReceiverOf(statement) is not { } manager
                || !IsReleased(symbols.ResourceOf(ValueKey.Unwrap(manager)?.Type), manager)
                || Functions.BlockOf(statement) is not { } block || block.Symbol.Parameters.FirstOrDefault() is not { } resource)
                return;
            foreach (var place in Places(statement, block, resource))
                operation.ReportDiagnostic(Diagnostic.Create(Rules.ResourceOutlivesBlock, place.Syntax.GetLocation()));
        }, OperationKind.Invocation);

    /// <summary>
    /// Whether the manager disposes of its resource. One that is made from a value, or from another object of that type, may only lend it.
    /// </summary>
    private static bool IsReleased(ITypeSymbol? resource, IOperation manager)
    {
        if (resource is not INamedTypeSymbol type || type.Name is "Task"
            || !type.AllInterfaces.Append(type).Any(candidate => candidate is
            {
                Name: "IDisposable" or "IAsyncDisposable",
                ContainingNamespace.Name: "System"
            }))
            return false;

        var maker = ValueKey.Unwrap(manager);
        if (maker is ILocalReferenceOperation local)
            maker = ValueKey.Unwrap(Sources.Of(local.Local, local));
        return maker switch
        {
            IInvocationOperation call => call.TargetMethod.Name != "FromValue"
                && !call.Arguments.Any(argument => Same(ValueKey.Unwrap(argument.Value)?.Type, resource) && ValueKey.Of(argument.Value) is not null)
                && !Same(call.Instance?.Type, resource),
            IObjectCreationOperation creation => !creation.Arguments.Any(argument => Same(ValueKey.Unwrap(argument.Value)?.Type, resource)),
            _ => true,
        };
    }

    private static IEnumerable<IOperation> Places(IInvocationOperation statement, IAnonymousFunctionOperation block, IParameterSymbol resource)
    {
        foreach (var returned in Functions.ReturnedBy(block))
        {
            var value = ValueKey.Unwrap(returned);
            if (Is(value, resource) && IsUsedAfter(statement))
                yield return returned;
            else if (value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda }
                && Functions.MentionsParameterOf(block, lambda) && Results.AwaitOf(statement) is { } awaited && !Dropped.Is(awaited))
                yield return returned;
        }

        foreach (var assignment in Functions.Own(block.Body).OfType<ISimpleAssignmentOperation>())
        {
            if (Is(ValueKey.Unwrap(assignment.Value), resource) && IsKeptAfter(assignment, statement, block))
                yield return assignment;
        }
    }

    private static bool IsUsedAfter(IInvocationOperation statement)
    {
        var value = Results.TaskOf(statement);
        if (value.Parent is IReturnOperation)
            return true;
        if (Results.AwaitOf(statement) is not { } awaited)
            return false;

        value = awaited;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value.Parent switch
        {
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation } => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => Dropped.Mentions(declarator).Any(IsUse),
            _ => IsUse(value),
        };
    }

    /// <summary>
    /// A member that is set as the last step, so that nothing is left of the block that could use it; or a variable that is used later.
    /// </summary>
    private static bool IsKeptAfter(ISimpleAssignmentOperation assignment, IInvocationOperation statement, IAnonymousFunctionOperation block) =>
        assignment.Target switch
        {
            IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } => IsLast(assignment, block),
            ILocalReferenceOperation target => Functions.InnermostAround(statement) is var function && Functions.Own(function).Any(operation =>
                operation is ILocalReferenceOperation mention && SymbolEqualityComparer.Default.Equals(mention.Local, target.Local)
                && mention.Syntax.SpanStart > statement.Syntax.Span.End && IsUse(mention)) && Results.AwaitOf(statement) is not null
                && !IsSetElsewhere(target, assignment),
            _ => false,
        };

    private static bool IsLast(ISimpleAssignmentOperation assignment, IAnonymousFunctionOperation block)
    {
        IOperation step = assignment;
        while (step.Parent is IConversionOperation or IParenthesizedOperation)
            step = step.Parent;
        return step.Parent is IReturnOperation or IExpressionStatementOperation && step.Parent.Parent == block.Body
            && block.Body.Operations.LastOrDefault(operation => operation is not IReturnOperation { ReturnedValue: null }) is { } last
            && last.Syntax.Span.Contains(assignment.Syntax.Span);
    }

    private static bool IsSetElsewhere(ILocalReferenceOperation target, ISimpleAssignmentOperation here) =>
        Sources.RootOf(here).Descendants().Any(operation => operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation other }
            && operation != here
            && SymbolEqualityComparer.Default.Equals(other.Local, target.Local));

    /// <summary>Whether a method is called on it, other than one that closes it, or it is returned. To look whether it is closed is no use.</summary>
    private static bool IsUse(IOperation mention)
    {
        while (mention.Parent is IConversionOperation or IParenthesizedOperation)
            mention = mention.Parent;
        return mention.Parent is IReturnOperation
            || (mention.Parent is IInvocationOperation
            {
                TargetMethod:
                {
                    Name: var name,
                    ContainingType.SpecialType: not SpecialType.System_Object
                }
            } call && call.Instance == mention
                && !name.StartsWith("Dispose", StringComparison.Ordinal) && name is not ("GetType" or "ToString" or "Equals" or "GetHashCode"));
    }

    private static bool Is(IOperation? value, IParameterSymbol resource) =>
        value is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, resource);

    private static bool Same(ITypeSymbol? left, ITypeSymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
}
