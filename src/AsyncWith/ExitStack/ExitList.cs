namespace AsyncWith;

/// <summary>The registered exits of a method. It does one thing after the other, even if it changes threads, so the list needs no lock.</summary>
internal class ExitList : IExitSource
{
    private ExitStackEntry? _last;

    /// <summary>A list with the exit of a manager that has been entered, or <see langword="null"/> if it is not observed.</summary>
    internal static ExitList? Of(ExitStackEntry? observed)
    {
        if (observed is null)
            return null;
        var list = new ExitList();
        list.PushEntered(observed);
        return list;
    }

    /// <summary>Registers an exit.</summary>
    internal void Push(ExitStackEntry exit)
    {
        exit.Next = _last;
        _last = exit;
    }

    /// <summary>Registers the exit of a manager that has been entered, and says so to it.</summary>
    internal void PushEntered(ExitStackEntry exit)
    {
        exit.Entered();
        Push(exit);
    }

    ExitStackEntry? IExitSource.TryPop()
    {
        var last = _last;
        if (last is not null)
            _last = last.Next;
        return last;
    }
}
