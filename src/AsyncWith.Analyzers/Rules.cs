namespace AsyncWith.Analyzers;

/// <summary>The descriptors of the rules. Where several share an id, they differ in the message alone.</summary>
internal static class Rules
{
    /// <summary>Where the pages of docs/rules are published.</summary>
    internal const string Pages = Site.Address + "/rules/";

    private const string Page = ".html";
    private const string Generators = "AsyncWith.Generators";
    private const string Usage = "AsyncWith.Usage";

    internal static readonly DiagnosticDescriptor NeverYields = new(
        RuleIds.NeverYields,
        "The generator never yields",
        "This generator ends without reaching 'yield.Return', so entering its manager throws",
        Generators, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.NeverYields + Page);

    internal static readonly DiagnosticDescriptor YieldsTwice = new(
        RuleIds.YieldsTwice,
        "The generator can yield more than once",
        "The generator may have yielded before it gets here; a context manager runs one block, so yield once on every path",
        Generators, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.YieldsTwice + Page);

    internal static readonly DiagnosticDescriptor SkippedRelease = new(
        RuleIds.SkippedRelease,
        "A release after the yield is skipped when the block throws",
        "'{0}' is skipped when the block throws; put it in a 'finally' around the yield",
        Generators, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.SkippedRelease + Page);

    internal static readonly DiagnosticDescriptor NeverEntered = new(
        RuleIds.NeverEntered,
        "The context manager is never entered",
        "This context manager is created and never entered, so nothing is acquired and no block runs; call 'UseAsync' on it",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.NeverEntered + Page);

    internal static readonly DiagnosticDescriptor ScopeOutsideScoped = new(
        RuleIds.MisplacedScope,
        "Scope is used where there is no scope",
        "'Scope.{0}' works only in the body of an 'async Scoped' or 'async Scoped<T>' method: elsewhere nothing would exit what it registers",
        Usage, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.MisplacedScope + Page);

    internal static readonly DiagnosticDescriptor ScopeNotAwaited = new(
        RuleIds.MisplacedScope,
        "Scope is used where there is no scope",
        "'Scope.{0}' does nothing until it is awaited",
        Usage, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.MisplacedScope + Page);

    internal static readonly DiagnosticDescriptor SwallowsEverything = new(
        RuleIds.SwallowsEverything,
        "The generator swallows every exception of the block",
        "This 'catch' swallows every exception of the block, cancellation included; rethrow, or catch what you mean to suppress",
        Generators, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.SwallowsEverything + Page);

    internal static readonly DiagnosticDescriptor TokenAfterYield = new(
        RuleIds.TokenAfterYield,
        "The token of the enter is used after the yield",
        "'{0}' is the token of the enter: after the yield a cancelled caller would skip this step; use 'CancellationToken.None'",
        Generators, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.TokenAfterYield + Page);

    internal static readonly DiagnosticDescriptor EnterWithoutExit = new(
        RuleIds.UnguardedEnter,
        "A manager is entered and not reliably exited",
        "'EnterAsync' without an 'ExitAsync' in a 'finally': when the code in between throws, nothing is released; use 'UseAsync' or 'BeginAsync'",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnguardedEnter + Page);

    internal static readonly DiagnosticDescriptor ResultNotAwaited = new(
        RuleIds.UnguardedEnter,
        "A manager is entered and not reliably exited",
        "The result of '{0}' is not awaited: its errors are lost, and the code after it does not wait for it",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnguardedEnter + Page);

    internal static readonly DiagnosticDescriptor ResultLost = new(
        RuleIds.UnguardedEnter,
        "A manager is entered and not reliably exited",
        "'{0}' does not await what this function returns: the block keeps running after the await, and its exceptions are lost; "
        + "pass 'async () => await …'",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnguardedEnter + Page);

    internal static readonly DiagnosticDescriptor StackNeverClosed = new(
        RuleIds.UnguardedEnter,
        "A manager is entered and not reliably exited",
        "This exit stack is filled and never closed, so nothing in it is released; fill it in the block of 'UseAsync'",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnguardedEnter + Page);

    internal static readonly DiagnosticDescriptor NeverCompleted = new(
        RuleIds.NeverCompleted,
        "The context scope is never completed",
        "'Complete' is never called on this scope, so its manager is told that the block failed even when it succeeded",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.NeverCompleted + Page);

    internal static readonly DiagnosticDescriptor YieldNotAwaited = new(
        RuleIds.YieldNotAwaited,
        "yield.Return is not awaited",
        "'yield.Return' runs the block only when it is awaited",
        Generators, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.YieldNotAwaited + Page);

    internal static readonly DiagnosticDescriptor YieldInAsyncVoid = new(
        RuleIds.YieldInAsyncVoid,
        "yield.Return is in an async void function",
        "Nothing waits for an 'async void' function: an exception at this yield ends the process; await 'yield.Return' in the generator itself",
        Generators, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.YieldInAsyncVoid + Page);

    internal static readonly DiagnosticDescriptor EndedByHand = new(
        RuleIds.EndedByHand,
        "A transaction is ended by hand inside its block",
        "'{0}' is called in the block of '{1}', which {2} when the block completes and rolls back when it throws; leave the ending to the block",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.EndedByHand + Page);

    internal static readonly DiagnosticDescriptor TaskSelected = new(
        RuleIds.UnawaitedTask,
        "A task is handed over and not awaited",
        "This query makes a manager whose resource is a task that nothing has awaited; "
        + "select the resource, and await its method in the block of 'UseAsync'",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnawaitedTask + Page);

    internal static readonly DiagnosticDescriptor TaskReturned = new(
        RuleIds.UnawaitedTask,
        "A task is handed over and not awaited",
        "The block returns this task without awaiting it, so the manager is exited while it runs; add 'await'",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnawaitedTask + Page);

    internal static readonly DiagnosticDescriptor TaskUnseen = new(
        RuleIds.UnawaitedTask,
        "A task is handed over and not awaited",
        "'{0}' takes this function for a synchronous one, and nothing awaits what it starts; pass an 'async' function that awaits it",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnawaitedTask + Page);

    internal static readonly DiagnosticDescriptor ResourceOutlivesBlock = new(
        RuleIds.ResourceOutlivesBlock,
        "A resource is used after its block",
        "The manager releases this resource when the block ends, and it is used after that; do the work in the block",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.ResourceOutlivesBlock + Page);

    internal static readonly DiagnosticDescriptor EnteredTwice = new(
        RuleIds.EnteredTwice,
        "A generator-based manager is entered twice",
        "A generator-based manager runs one block, and '{0}' has run one before; make a new manager for each block",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.EnteredTwice + Page);
}
