using AsyncWith.Parity.Commands;
using AsyncWith.Parity.Language;
using AsyncWith.Parity.Libraries;
using AsyncWith.Parity.Recorded;
using Xunit;

namespace AsyncWith.Parity.Variants;

/// <summary>The comparison can fail: it finds out each library that is wrong in one thing.</summary>
public sealed class VariantTests(ITestOutputHelper output)
{
    private const int FewThousand = 3000;

    private static readonly RealLibrary _right = new();

    private static readonly Dictionary<string, ILibrary> _variants = new ILibrary[]
    {
        new SkipsAnExit(), new SuppressesOnFalse(), new ExitsFirstInFirstOut(), new LosesTheContext(), new EntersTwice(),
        new HidesTheException(), new RemembersTheSuppressed(),
    }.ToDictionary(variant => variant.GetType().Name);

    public static TheoryData<string> Names => [.. _variants.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_wrong_library_is_found_out_within_a_few_thousand_programs_as_the_document_says(string name)
    {
        var programs = Recording.Load().Programs;

        var caught = 1
            + Enumerable.Range(0, FewThousand).First(
                index => Divergence.Find(programs[index].Program, programs[index].Trace, _variants[name]) is not null);

        Assert.Matches($@"(?m)^\| `{name}` \| [^|]+ \| {caught} \|$", Document.Read());
    }

    [Theory, MemberData(nameof(Names))]
    public async Task The_program_that_finds_it_out_shrinks_to_a_few_statements(string name)
    {
        var wrong = Enumerable.Range(0, 20 * FewThousand).Select(index => ProgramGenerator.Make(seed: 7, index)).First(Diverges);

        var smallest = await Shrinker.ShrinkAsync(wrong, candidate => Task.FromResult(Diverges(candidate)));

        output.WriteLine($"{name}: {ProgramText.Write(smallest)}");
        Assert.True(Diverges(smallest));
        Assert.InRange(Node.Count(smallest), 1, 10);

        bool Diverges(Node[] program) => Interpreting.Interpreter.Run(program, _variants[name]) != Interpreting.Interpreter.Run(program, _right);
    }
}
