using System.Diagnostics;

namespace AsyncWith.Testing;

/// <summary>Lets one step of a run fail: the first one, in the next run the second one, until a run has no step left to fail.</summary>
/// <remarks>
/// The fakes of a test call <see cref="Step"/> wherever the real thing could fail. The run says what must hold then:
/// <code>
/// int steps = await FaultPlan.ExhaustAsync(async plan =>
/// {
///     var connections = new OpenHandles();
///     try
///     {
///         await new Connecting(new FakeServer(plan, connections)).UseAsync(async connection => await connection.SendAsync("hello"));
///     }
///     catch (InjectedFaultException)
///     {
///         // it reached the caller
///     }
///
///     Assert.Equal(0, connections.Open);
/// });
/// </code>
/// Steps may be called from several threads at once. Their numbers mean the same in each run where the runs take the same course, as on a
/// <see cref="StepContext"/>.
/// </remarks>
[DebuggerDisplay("{_steps} steps, step {_failing} fails")]
public sealed class FaultPlan
{
    private const string RunIsNull = "The run returned null instead of a task. Make it an async lambda.";

    private readonly int _failing;
    private int _steps;
    private volatile InjectedFaultException? _fault;

    private FaultPlan(int failing) => _failing = failing;

    /// <summary>Whether the step that was to fail has failed.</summary>
    public bool HasFired => _fault is not null;

    /// <summary>Fails each step of <paramref name="run"/>, one in each run, and runs it once more without a fault.</summary>
    /// <param name="run">
    /// What to run, with a new plan each time. It makes all that it needs anew, and throws where something does not hold. It may let the injected
    /// exception itself out.
    /// </param>
    /// <param name="limit">The number of steps at which to give up.</param>
    /// <returns>The number of steps that failed, one after the other.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="run"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">
    /// A run threw something other than its <see cref="InjectedFaultException"/> after the fault: the message names the step, the exception is
    /// inside. Or there are more than <paramref name="limit"/> steps. What a run throws in which nothing failed propagates unchanged.
    /// </exception>
    public static async Task<int> ExhaustAsync(Func<FaultPlan, Task> run, int limit = 10_000)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        for (var failing = 1; failing <= limit + 1; failing++)
        {
            var plan = new FaultPlan(failing);
            try
            {
                await (run(plan) ?? throw new InvalidOperationException(RunIsNull)).ConfigureAwait(true);
            }
            catch (Exception exception) when (plan._fault is { } fault)
            {
                if (exception != fault)
                {
                    throw new InvalidOperationException(
                        $"The run failed where step {fault.Step}, '{fault.StepName}', did: {exception.Message}", exception);
                }
            }

            if (!plan.HasFired)
                return failing - 1;
        }

        throw new InvalidOperationException(
            $"The run has more than {limit} steps. Look for a loop that repeats a step, such as a retry without end, or raise the limit.");
    }

    /// <summary>A place where something could fail. Call it where the real thing would throw.</summary>
    /// <param name="name">What fails here, for the message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="InjectedFaultException">It is this step's turn to fail.</exception>
    public void Step(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var step = Interlocked.Increment(ref _steps);
        if (step == _failing)
            throw _fault = new InjectedFaultException(step, name);
    }
}
