using Xunit;

namespace AsyncWith.Parity.Language;

/// <summary>The language of random programs.</summary>
public sealed class ProgramTests
{
    private static IEnumerable<Node[]> Programs(ulong seed) => Enumerable.Range(0, 500).Select(index => ProgramGenerator.Make(seed, index));

    [Fact]
    public void The_same_seed_makes_the_same_programs() =>
        Assert.Equal(Programs(1).Select(ProgramText.Write), Programs(1).Select(ProgramText.Write));

    [Fact]
    public void Another_seed_makes_other_programs() =>
        Assert.True(Programs(1).Select(ProgramText.Write).Intersect(Programs(2).Select(ProgramText.Write)).Count() < 50);

    [Fact]
    public void A_program_survives_being_written_and_read()
    {
        foreach (var program in Programs(3))
            Assert.Equal(ProgramText.Write(program), ProgramText.Write(ProgramText.Read(ProgramText.Write(program))));
    }

    [Fact]
    public void What_shrinking_tries_is_smaller_or_simpler()
    {
        foreach (var program in Programs(4))
            Assert.All(Shrinker.Smaller(program), smaller => Assert.True(Weight(smaller) < Weight(program)));

        static int Weight(Node[] nodes) => nodes.Sum(node => 4 + Fussiness(node) + node.Parts.Sum(Weight));

        static int Fussiness(Node node) => node.Op switch
        {
            Op.Raise => node.Kind == 'A' ? 0 : 1,
            Op.Handler => node.Kind == Kinds.All ? 0 : 1,
            _ => node.Kind == Kinds.None ? 0 : 1,
        };
    }

    [Fact]
    public void What_shrinking_tries_has_managers_and_handlers_where_they_stand()
    {
        foreach (var program in Programs(5).Where(ProgramRules.Allow))
            Assert.All(Shrinker.Smaller(program), smaller => Assert.True(smaller.All(IsWhole), ProgramText.Write(smaller)));

        static bool IsWhole(Node node) => node.Parts.All(part => part.All(IsWhole)) && node.Op switch
        {
            Op.With => node.Parts[0].All(IsManager),
            Op.Enter or Op.PushManager => IsManager(node.Parts[0].Single()),
            Op.Try => node.Parts[1].All(handler => handler.Op == Op.Handler),
            _ => true,
        };

        static bool IsManager(Node node) => node.Op >= Op.Class;
    }

    [Theory]
    [InlineData("""[["again",0,0,"-"]]""", "outside a handler there is nothing to raise again")]
    [InlineData("""[["yield",0,0,"-"]]""", "outside a generator there is nothing to yield from")]
    [InlineData("""[["close",1,0,"-"]]""", "no statement makes the stack")]
    [InlineData("""[["stack",1,0,"-",[["enter",1,0,"-",[["class",2,0,"-",[["close",1,0,"-"]],[]]]]]]]""", "the stack is entering at that moment")]
    [InlineData("""[["stack",1,0,"-",[["use",1,0,"-",[]]]]]""", "the stack is in its block at that moment")]
    [InlineData("""[["stack",1,0,"-",[["popall",1,2,"-"],["use",2,0,"-",[["use",2,0,"-",[]]]]]]]""", "the stack is in its block at that moment")]
    [InlineData(
        """[["stack",1,0,"-",[["popall",1,2,"-"],["callback",1,3,"-",[["use",2,0,"-",[]]]]]]]""",
        "the callback may run while the stack is in its block")]
    [InlineData(
        """[["with",0,0,"-",[["generator",1,0,"-",[["try",0,0,"-",[["raise",0,0,"A"]],[["handler",0,0,"*",[["yield",0,0,"-"]]]]]]]],[]]]""",
        "the only yield stands in a handler")]
    [InlineData(
        """[["with",0,0,"-",[["generator",1,0,"-",[["yield",0,0,"-"],["yield",0,0,"-"],["raise",0,0,"A"]]]],[]]]""",
        "it raises after the second yield")]
    public void A_program_that_cannot_be_compared_is_not_allowed(string program, string reason) =>
        Assert.False(ProgramRules.Allow(ProgramText.Read(program)), reason);
}
