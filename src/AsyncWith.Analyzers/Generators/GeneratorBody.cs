using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Generators;

/// <summary>
/// A function that is passed a <c>Yield&lt;T&gt;</c>, and what the rules look for in it. Everything is kept by its syntax, which is
/// what an operation and its counterpart in a control flow graph have in common.
/// </summary>
internal sealed class GeneratorBody
{
    private readonly IParameterSymbol _yield;
    private readonly Dictionary<SyntaxNode, NestedFunction> _nested = [];

    private GeneratorBody(Symbols symbols, IOperation function, IParameterSymbol yield, IParameterSymbol? token)
    {
        (Symbols, Function, _yield, Token) = (symbols, function, yield, token);
        foreach (var operation in function.Descendants())
            Note(operation);
    }

    internal Symbols Symbols { get; }

    /// <summary>The lambda, local function or method body.</summary>
    internal IOperation Function { get; }

    /// <summary>The token of the enter.</summary>
    internal IParameterSymbol? Token { get; }

    internal Dictionary<SyntaxNode, IInvocationOperation> Yields { get; } = [];

    /// <summary>The yield is handed to other code, which may use it.</summary>
    internal bool Escapes { get; private set; }

    /// <summary>There is a yield in a function of which it is not known when it runs.</summary>
    internal bool YieldsElsewhere => _nested.Values.Any(nested => nested.Yields && nested.Statement is null);

    /// <summary>The statements (<c>UseAsync</c>) whose blocks yield.</summary>
    internal HashSet<SyntaxNode> Statements { get; } = [];

    internal HashSet<SyntaxNode> TokenUses { get; } = [];

    /// <summary>What a <c>using</c> releases.</summary>
    internal HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>The variables that a nested function writes: a path cannot know when.</summary>
    internal HashSet<string> WrittenElsewhere { get; } = new(StringComparer.Ordinal);

    internal static GeneratorBody? TryCreate(Symbols symbols, IMethodSymbol? method, IOperation function)
    {
        IParameterSymbol? yield = null, token = null;
        foreach (var parameter in method?.Parameters ?? [])
        {
            if (symbols.IsYield(parameter.Type))
            {
                if (yield is not null)
                    return null; // two generators in one function: it is not known which is meant
                yield = parameter;
            }
            else if (token is null && symbols.IsToken(parameter.Type))
            {
                token = parameter;
            }
        }

        return yield is null ? null : new GeneratorBody(symbols, function, yield, token);
    }

    internal NestedFunction? Nested(SyntaxNode syntax) => _nested.TryGetValue(syntax, out var nested) ? nested : null;

    /// <summary>The functions between <paramref name="operation"/> and this one, the innermost first.</summary>
    internal IEnumerable<IOperation> FunctionsAround(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null && parent != Function; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                yield return parent;
        }
    }

    /// <summary>The statement that runs the lambda as its block, if one does.</summary>
    internal IInvocationOperation? StatementOf(IOperation lambda) =>
        Functions.ArgumentOf(lambda) is { Parent: IInvocationOperation invocation }
            && Symbols.IsStatement(invocation.TargetMethod) ? invocation : null;

    private void Note(IOperation operation)
    {
        switch (operation)
        {
            case IParameterReferenceOperation reference when Is(reference, _yield):
                NoteYield(reference);
                break;
            case IParameterReferenceOperation reference when Is(reference, Token) && TokenUse.CanCancel(reference, Symbols):
                TokenUses.Add(reference.Syntax);
                foreach (var function in FunctionsAround(reference))
                    Enlist(function).TokenUses.Add(reference.Syntax);
                break;
            case IAssignmentOperation assignment:
                NoteWrite(assignment, assignment.Target);
                break;
            case IIncrementOrDecrementOperation increment:
                NoteWrite(increment, increment.Target);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                NoteWrite(argument, argument.Value);
                break;
            case IUsingDeclarationOperation declaration:
                NoteUsed(declaration.DeclarationGroup);
                break;
            case IUsingOperation statement:
                NoteUsed(statement.Resources);
                break;
        }
    }

    private void NoteYield(IParameterReferenceOperation reference)
    {
        if (reference.Parent is IInvocationOperation invocation && invocation.Instance == reference && Symbols.IsYieldReturn(invocation.TargetMethod))
        {
            Yields[invocation.Syntax] = invocation;
            foreach (var function in FunctionsAround(invocation))
            {
                var nested = Enlist(function);
                nested.Yields = true;
                if (nested.Statement is not null)
                    Statements.Add(nested.Statement);
            }
        }
        else if (reference.Parent is not INameOfOperation)
        {
            Escapes = true;
        }
    }

    private NestedFunction Enlist(IOperation function)
    {
        if (!_nested.TryGetValue(function.Syntax, out var nested))
        {
            nested = new NestedFunction { Statement = StatementOf(function)?.Syntax };
            _nested.Add(function.Syntax, nested);
        }

        return nested;
    }

    private void NoteWrite(IOperation write, IOperation target)
    {
        if (ValueKey.Of(target) is not { } key || FunctionsAround(write).FirstOrDefault() is not { } writer)
            return;
        var symbol = writer is IAnonymousFunctionOperation lambda ? lambda.Symbol : ((ILocalFunctionOperation)writer).Symbol;
        if (target is not ILocalReferenceOperation local || !SymbolEqualityComparer.Default.Equals(local.Local.ContainingSymbol, symbol))
            WrittenElsewhere.Add(key);
    }

    private void NoteUsed(IOperation resources)
    {
        if (ValueKey.Of(resources) is { } key)
            Used.Add(key);
        foreach (var operation in resources.DescendantsAndSelf())
        {
            if (operation is IVariableDeclaratorOperation declarator)
                Used.Add(ValueKey.Of(declarator.Symbol));
        }
    }

    private static bool Is(IParameterReferenceOperation reference, IParameterSymbol? parameter) =>
        SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter);
}
