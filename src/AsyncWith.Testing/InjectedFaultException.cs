namespace AsyncWith.Testing;

/// <summary>What a step of a <see cref="FaultPlan"/> throws where its turn to fail has come.</summary>
/// <remarks>
/// <code>
/// try
/// {
///     await manager.UseAsync(async resource => await resource.WorkAsync());
/// }
/// catch (InjectedFaultException fault)
/// {
///     Assert.Equal("open", fault.StepName);
/// }
/// </code>
/// </remarks>
public sealed class InjectedFaultException : Exception
{
    /// <summary>Makes one without a step.</summary>
    public InjectedFaultException()
        : this("A fault was injected.")
    {
    }

    /// <summary>Makes one without a step.</summary>
    /// <param name="message">What happened.</param>
    public InjectedFaultException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes one without a step.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What it was caused by.</param>
    public InjectedFaultException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal InjectedFaultException(int step, string stepName)
        : this($"A fault was injected into step {step}, '{stepName}'.") => (Step, StepName) = (step, stepName);

    /// <summary>The number of the step that failed, from 1.</summary>
    public int Step { get; }

    /// <summary>The name of the step that failed.</summary>
    public string StepName { get; } = "";
}
