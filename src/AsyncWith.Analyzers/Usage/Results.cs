namespace AsyncWith.Analyzers.Usage;

/// <summary>Follows a call to what is done with its task.</summary>
internal static class Results
{
    /// <summary>The task in the form in which it is awaited: after <c>ConfigureAwait</c> and <c>AsTask</c>.</summary>
    internal static IOperation TaskOf(IOperation call)
    {
        while (call.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" } next && next.Instance == call)
            call = next;
        return call;
    }

    internal static IAwaitOperation? AwaitOf(IOperation call)
    {
        var task = TaskOf(call);
        while (task.Parent is IParenthesizedOperation or IConversionOperation)
            task = task.Parent;
        return task.Parent as IAwaitOperation;
    }

    /// <summary>The task is waited for by blocking the thread.</summary>
    internal static bool IsBlockedOn(IOperation call) =>
        call.Parent is IInvocationOperation { TargetMethod.Name: "GetAwaiter" } awaiter && awaiter.Instance == call;

    /// <summary>Whether the variable itself is handed on, rather than a member of it used.</summary>
    internal static bool IsHandedOn(IOperation mention) => mention.Parent switch
    {
        IMemberReferenceOperation member => member.Instance != mention,
        IInvocationOperation invocation => invocation.Instance != mention,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } extension } argument =>
            extension.Arguments[0] != argument,
        IConditionalAccessOperation access => access.Operation != mention,
        _ => true,
    };
}
