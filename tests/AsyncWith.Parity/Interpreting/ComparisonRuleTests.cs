using AsyncWith.Parity.Language;
using AsyncWith.Parity.Libraries;
using Xunit;

namespace AsyncWith.Parity.Interpreting;

/// <summary>One program for each rule of docs/parity.md, with the trace that it has on both sides.</summary>
public sealed class ComparisonRuleTests
{
    private const string Fails = """[["raise",0,0,"A"]]""";

    [Theory]
    [InlineData(
        "a link is due when the exception leaves the exit, not before",
        $"""[["with",0,0,"-",[["class",1,0,"-",[],[["with",0,0,"-",[["class",2,0,"-",[],[]]],[["raise",0,0,"B"]]]]]],{Fails}]]""",
        "+1 *m1 -1(A1) +2 *m2 -2(B2) =B2>A1")]
    [InlineData(
        "a handler that throws keeps what it caught",
        $"""[["try",0,0,"-",{Fails},[["handler",0,0,"*",[["raise",0,0,"B"]]]]]]""",
        "?A1 =B2>A1")]
    [InlineData(
        "a finally loses what it replaces, but not the exception of the block",
        $"""[["with",0,0,"-",[["generator",1,0,"-",[["finally",0,0,"-",[["try",0,0,"-",[["yield",0,0,"-"]],[["handler",0,0,"*",[["raise",0,0,"B"]]]]]],[["raise",0,0,"C"]]]]]],{Fails}]]""",
        "+1 *m1 -1(A1) ?A1 f =C3>A1")]
    [InlineData(
        "of two exits that fail after a successful block, the second one has the first inside",
        $"""[["stack",1,0,"-",[["callback",1,1,"-",[["raise",0,0,"B"]]],["callback",1,2,"-",{Fails}]]]]""",
        "c2 c1 =B2>A1")]
    [InlineData(
        "what a stack inside an exit throws has the exception inside that the exit was given",
        $"""[["with",0,0,"-",[["class",1,0,"-",[],[["stack",1,0,"-",[["callback",1,2,"-",[["raise",0,0,"B"]]]]]]]],{Fails}]]""",
        "+1 *m1 -1(A1) c2 =B2>A1")]
    [InlineData(
        "the same where the stack suppressed its own exception first",
        $"""[["with",0,0,"-",[["class",1,0,"-",[],[["stack",1,0,"-",[["callback",1,2,"-",[["raise",0,0,"C"]]],["push",1,3,"*",[]],["raise",0,0,"B"]]]]]],{Fails}]]""",
        "+1 *m1 -1(A1) -3(B2) c2 =C3>A1")]
    [InlineData(
        "a suppressed exception is no context of what is thrown later",
        $"""[["stack",1,0,"-",[["callback",1,1,"-",[["raise",0,0,"B"]]],["push",1,2,"*",[]],["raise",0,0,"A"]]]]""",
        "-2(A1) c1 =B2")]
    [InlineData(
        "what a stack suppressed takes nothing with it that an exit around the stack was given",
        $"""[["with",0,0,"-",[["generator",1,0,"-",[["stack",1,0,"-",[["callback",1,5,"-",[["raise",0,0,"B"]]],["push",1,4,"*",[]],["try",0,0,"-",[["yield",0,0,"-"]],[["handler",0,0,"*",{Fails}]]]]]]]],{Fails}]]""",
        "+1 *m1 -1(A1) ?A1 -4(A2>A1) c5 =B3>A1")]
    [InlineData(
        "a suppressed exception is no context of what the stack throws where an exit closes it while it unwinds",
        $"""[["stack",1,0,"-",[["push",1,2,"*",[["push",1,3,"-",[["with",0,0,"-",[["class",4,0,"-",[],[["close",1,0,"-"]]]],[["callback",1,5,"-",{Fails}],["raise",0,0,"C"]]]]]]],["raise",0,0,"B"]]]]""",
        "-2(B1) -3() +4 *m4 -4(C2) c5 =A3>C2")]
    public void The_library_keeps_to_the_rule(string rule, string program, string trace)
    {
        var nodes = ProgramText.Read(program);

        Assert.True(ProgramRules.Allow(nodes), rule);
        Assert.Equal(trace, Interpreter.Run(nodes, new RealLibrary()));
    }
}
