using AsyncWith.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace AsyncWith.Tests.Contract.Programs;

/// <summary>Makes random programs.</summary>
public static class ProgramGenerator
{
    public static Gen<Program> Programs { get; } =
        from steps in Gen.Frequency(
            (9, Registrations(depth: 2).Select(registration => (Registration?)registration)), (1, Gen.Constant<Registration?>(null)))
            .ListOf(least: 0, most: 10)
        from end in Gen.Elements(Enum.GetValues<BlockEnd>())
        select Numbered(new Program(steps, end));

    private static Gen<Registration> Registrations(int depth) =>
        from kind in Gen.Elements(Enum.GetValues<ExitKind>())
        from act in Gen.Elements(Enum.GetValues<ExitAct>())
        from how in Gen.Elements(Enum.GetValues<Interleaving>())
        from children in HasChildren(kind, act) && depth > 0 ? Registrations(depth - 1).ListOf(least: 0, most: 4) : Gen.Constant<Registration[]>([])
        select new Registration(0, kind, kind == ExitKind.Stack ? ExitAct.Completes : act, how, children);

    private static Gen<T[]> ListOf<T>(this Gen<T> elements, int least, int most) =>
        from count in Gen.Choose(least, most)
        from list in elements.ArrayOf(count)
        select list;

    private static bool HasChildren(ExitKind kind, ExitAct act) =>
        kind == ExitKind.Stack || act is ExitAct.Registers or ExitAct.RegistersAndThrows;

    private static Program Numbered(Program program)
    {
        var last = 0;
        return program with { Steps = [.. program.Steps.Select(step => step is null ? null : Number(step))] };

        Registration Number(Registration registration) =>
            registration with { Id = ++last, Children = [.. registration.Children.Select(Number)] };
    }
}
