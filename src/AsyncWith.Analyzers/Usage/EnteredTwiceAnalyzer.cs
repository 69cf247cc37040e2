using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Usage;

/// <summary>AW0015: a variable holds a generator-based manager, which runs one block, and is entered again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EnteredTwiceAnalyzer : RuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.EnteredTwice];

    private protected override void Register(CompilationStartAnalysisContext context, Symbols symbols) =>
        context.RegisterOperationAction(operation =>
        {
            var declarator = (IVariableDeclaratorOperation)operation.Operation;
            if (!symbols.IsSingleUse(ValueKey.Unwrap(declarator.GetVariableInitializer()?.Value)?.Type))
                return;
            foreach (var again in Again(declarator, symbols))
                operation.ReportDiagnostic(Diagnostic.Create(Rules.EnteredTwice, again.Syntax.GetLocation(), declarator.Symbol.Name));
        }, OperationKind.VariableDeclarator);

    /// <summary>The mentions that enter the manager where it has been entered for certain.</summary>
    private static IEnumerable<IOperation> Again(IVariableDeclaratorOperation declarator, Symbols symbols)
    {
        var mentions = Dropped.Mentions(declarator).ToList();
        if (mentions.Exists(mention => mention.Parent is IAssignmentOperation assignment && assignment.Target == mention)
            || mentions.Exists(mention => mention.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None }))
            yield break; // it may be another manager by then

        var function = Functions.InnermostAround(declarator);
        var enters = mentions.Where(mention => IsEntered(mention, symbols) && Functions.InnermostAround(mention) == function).ToList();
        foreach (var enter in enters)
        {
            if (IsRepeated(enter, declarator) || enters.Exists(first => first.Syntax.SpanStart < enter.Syntax.SpanStart && IsBefore(first, enter)))
                yield return enter;
        }
    }

    /// <summary>Whether the manager is entered here, itself or with a <c>ConfigureAwait</c> around it.</summary>
    private static bool IsEntered(IOperation manager, Symbols symbols)
    {
        while (true)
        {
            while (manager.Parent is IConversionOperation or IParenthesizedOperation)
                manager = manager.Parent;
            var call = manager.Parent switch
            {
                IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation extension } => extension,
                IInvocationOperation invocation when invocation.Instance == manager => invocation,
                _ => null,
            };
            if (call is null)
                return false;
            if (symbols.IsEntering(call.TargetMethod))
                return true;
            if (!symbols.IsOurs(call.TargetMethod) || call.TargetMethod.Name is not ("ConfigureAwait" or "WithExitTimeout" or "Named"))
                return false;
            manager = call;
        }
    }

    /// <summary>Whether <paramref name="first"/> is a statement of a block that <paramref name="second"/> is in, further down.</summary>
    private static bool IsBefore(IOperation first, IOperation second) =>
        BlockAround(first) is { } block && block.Syntax.Span.Contains(second.Syntax.Span)
            && StatementOf(first)!.Syntax.Span.End <= second.Syntax.SpanStart;

    /// <summary>Whether a loop enters the manager each time, and nothing leaves it.</summary>
    private static bool IsRepeated(IOperation enter, IVariableDeclaratorOperation declarator) =>
        BlockAround(enter) is { Parent: ILoopOperation loop } body && loop.Body == body && !loop.Syntax.Span.Contains(declarator.Syntax.Span)
        && !Functions.Own(loop).Any(operation =>
            operation is IBranchOperation { BranchKind: not BranchKind.Continue } or IReturnOperation or IThrowOperation);

    /// <summary>The block, if no condition stands between it and the operation.</summary>
    private static IBlockOperation? BlockAround(IOperation operation) => StatementOf(operation)?.Parent as IBlockOperation;

    private static IOperation? StatementOf(IOperation operation)
    {
        for (; operation.Parent is { } parent; operation = parent)
        {
            if (parent is IBlockOperation)
                return operation is IExpressionStatementOperation or IVariableDeclarationGroupOperation or IUsingDeclarationOperation ? operation
                    : null;
            if (parent is IConditionalOperation or ICoalesceOperation or IConditionalAccessOperation or ISwitchExpressionOperation
                or IBinaryOperation)
                return null;
        }

        return null;
    }
}
