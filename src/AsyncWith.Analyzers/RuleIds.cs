namespace AsyncWith.Analyzers;

/// <summary>The ids of the rules. Each has a page in <c>docs/rules</c>.</summary>
internal static class RuleIds
{
    internal const string NeverYields = "AW0001";
    internal const string YieldsTwice = "AW0002";
    internal const string SkippedRelease = "AW0003";
    internal const string NeverEntered = "AW0004";
    internal const string MisplacedScope = "AW0005";
    internal const string SwallowsEverything = "AW0006";
    internal const string TokenAfterYield = "AW0007";
    internal const string UnguardedEnter = "AW0008";
    internal const string NeverCompleted = "AW0009";
    internal const string YieldNotAwaited = "AW0010";
    internal const string YieldInAsyncVoid = "AW0011";
    internal const string EndedByHand = "AW0012";
    internal const string UnawaitedTask = "AW0013";
    internal const string ResourceOutlivesBlock = "AW0014";
    internal const string EnteredTwice = "AW0015";
}
