using System.Collections.Immutable;

namespace AsyncWith.Tests.Contract.Programs;

/// <summary>What a program should do, by the rules: a list of exits, and one pending exception with those that it carries.</summary>
public sealed class ProgramModel
{
    private static readonly Pending _nothing = new(ProgramResult.Nothing, []);

    private readonly ProgramResult _result = new();
    private readonly List<ModelStack> _moved = [];
    private readonly bool _isScope;

    private ProgramModel(bool isScope) => _isScope = isScope;

    /// <param name="program">The program.</param>
    /// <param name="isScope">Whether the exits of the block belong to a scoped method, where they cannot register others, and are not moved.</param>
    public static ProgramResult Run(Program program, bool isScope) => new ProgramModel(isScope).Run(program);

    private ProgramResult Run(Program program)
    {
        var block = new ModelStack();
        foreach (var step in program.Steps)
        {
            if (step is not null)
                block.Push(step);
            else if (!_isScope)
                _moved.Add(block.PopAll());
        }

        Finish(block, program.End == BlockEnd.Completes ? _nothing : new Pending(Program.Block, [Program.Block]), isScope: _isScope);
        for (var i = 0; i < _moved.Count; i++)
            Finish(_moved[i], _nothing, isScope: false);
        Finish(block, _nothing, isScope: false);
        return _result;
    }

    private void Finish(ModelStack stack, Pending pending, bool isScope)
    {
        var outcome = Unwind(stack, pending, isScope);
        _result.Outcome(outcome.Name, outcome.Carried);
    }

    private Pending Unwind(ModelStack stack, Pending pending, bool isScope)
    {
        while (stack.Exits.TryPop(out var exit))
            pending = exit.Inner is { } inner
                ? Unwind(inner, pending, isScope: false)
                : Exit(exit.Registration, isScope ? null : exit.Owner, pending);
        return pending;
    }

    private Pending Exit(Registration exit, ModelStack? owner, Pending pending)
    {
        _result.Exit(exit, pending.Name);
        if (exit.Act is ExitAct.Registers or ExitAct.RegistersAndThrows)
        {
            foreach (var child in exit.Children)
                owner?.Push(child);
        }

        if (exit.Act == ExitAct.Moves && owner is not null)
            _moved.Add(owner.PopAll());

        return exit.Act switch
        {
            ExitAct.Suppresses when exit.Sees => _nothing,
            ExitAct.Throws or ExitAct.RegistersAndThrows => pending.ReplacedBy($"exit {exit.Id}"),
            ExitAct.Wraps when exit.Sees => pending.ReplacedBy($"exit {exit.Id}"),
            ExitAct.ThrowsAgain => pending.ReplacedBy(Program.Block),
            _ => pending,
        };
    }

    private sealed record Pending(string Name, ImmutableHashSet<string> Carried)
    {
        public Pending ReplacedBy(string name) => new(name, Carried.Add(name));
    }

    private sealed class ModelStack
    {
        public Stack<(Registration Registration, ModelStack Owner, ModelStack? Inner)> Exits { get; private set; } = [];

        public void Push(Registration registration)
        {
            ModelStack? inner = null;
            if (registration.Kind == ExitKind.Stack)
            {
                inner = new ModelStack();
                foreach (var child in registration.Children)
                    inner.Push(child);
            }

            Exits.Push((registration, this, inner));
        }

        public ModelStack PopAll()
        {
            var moved = new ModelStack { Exits = Exits };
            Exits = [];
            return moved;
        }
    }
}
