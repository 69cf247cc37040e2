using AsyncWith.Tests.Contract.Programs;
using AsyncWith.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary>
/// Random programs do what the model says: each registered exit runs exactly once, last first, and sees the exception that is pending at
/// that moment; every exception that was thrown once and not suppressed can be found in what comes out, and none that was suppressed.
/// </summary>
[Trait("Rule", "E1"), Trait("Rule", "E2"), Trait("Rule", "E3"), Trait("Rule", "E4")]
public sealed class ProgramTests
{
    private const int Batches = 100, BatchSize = 100;

    [Fact]
    public void Ten_thousand_random_programs_run_in_an_exit_stack_by_the_rules() => CheckAll(ProgramRun.InStackAsync, isScope: false);

    [Fact]
    public void Ten_thousand_random_programs_run_in_a_scoped_method_by_the_rules() => CheckAll(ProgramRun.InScopeAsync, isScope: true);

    // In batches, each at once: a program on its own would wait for its turn on a busy thread pool at every step.
    private static void CheckAll(Func<Program, Task<ProgramResult>> run, bool isScope) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Batches),
        Prop.ForAll(
            Arb.From(ProgramGenerator.Programs.ArrayOf(BatchSize), Smaller),
            programs => Task.WhenAll(programs.Select(program => CheckAsync(program, run, isScope))).OrTimeout().GetAwaiter().GetResult()));

    private static IEnumerable<Program[]> Smaller(Program[] programs) =>
        (programs is [var program] ? program.Smaller() : programs).Select(one => new[] { one });

    private static async Task CheckAsync(Program program, Func<Program, Task<ProgramResult>> run, bool isScope)
    {
        var actual = await run(program);
        var expected = ProgramModel.Run(program, isScope);

        Assert.Equal(expected.Log, actual.Log);
        Assert.Distinct(actual.Log.Where(entry => !entry.StartsWith("outcome", StringComparison.Ordinal)).Select(entry => entry.Split(' ')[0]));
        if (!program.ThrowsAgain) // an exception that is thrown again tells its latest context only
        {
            foreach (var (carried, found) in expected.Carried.Zip(actual.Carried))
                Assert.Equal(carried, found);
        }
    }
}
