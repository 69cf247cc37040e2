using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Generators;

/// <summary>AW0001: no path reaches a yield.</summary>
internal static class NeverYields
{
    internal static bool Holds(GeneratorBody body, PathSummary paths, Findings findings)
    {
        if (findings.ReachedYields.Count > 0 || findings.GaveUp || body.Escapes || body.YieldsElsewhere)
            return false;

        // A generator that only throws says so on purpose: enter throws what it throws.
        return (paths.Completes || !paths.Throws) && !ReturnsFailure(body.Function);
    }

    internal static bool IsGivenToCreate(IAnonymousFunctionOperation lambda, Symbols symbols) =>
        Functions.ArgumentOf(lambda) is { Parent: IInvocationOperation create } && symbols.IsCreate(create.TargetMethod);

    internal static IMethodReferenceOperation? MethodGivenTo(IInvocationOperation create)
    {
        foreach (var argument in create.Arguments)
        {
            var value = ValueKey.Unwrap(argument.Value);
            if (value is IDelegateCreationOperation creation)
                value = ValueKey.Unwrap(creation.Target);
            if (value is IMethodReferenceOperation reference)
                return reference;
        }

        return null;
    }

    /// <summary>Whether a function that is not async returns a task that has failed, which is its way to throw.</summary>
    private static bool ReturnsFailure(IOperation function)
    {
        foreach (var operation in function.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "FromException" or "FromCanceled", ContainingType.Name: "Task" } })
                return true;
        }

        return false;
    }
}
