using AsyncWith.Tests.Support;

namespace AsyncWith.Tests.Contract.Programs;

/// <summary>An exit that a program registers.</summary>
/// <param name="Id">Its number, unique in the program.</param>
/// <param name="Kind">How it is registered.</param>
/// <param name="Act">What it does.</param>
/// <param name="How">How it goes about it.</param>
/// <param name="Children">What it registers itself, or what is on it where it is a stack.</param>
public sealed record Registration(int Id, ExitKind Kind, ExitAct Act, Interleaving How, IReadOnlyList<Registration> Children)
{
    /// <summary>Whether it is told the exception, and may suppress it.</summary>
    public bool Sees => Kind is ExitKind.Exit or ExitKind.Manager or ExitKind.Entered;

    /// <summary>Whether it throws one exception a second time.</summary>
    public bool ThrowsAgain => Act == ExitAct.ThrowsAgain || Children.Any(child => child.ThrowsAgain);

    public override string ToString() => $"{Id}: {How} {Kind} {Act} [{string.Join(", ", Children)}]";
}
