namespace AsyncWith.Internal;

/// <summary>Whether a manager for one block at a time is entered. Thread-safe.</summary>
internal struct Occupancy
{
    private const int Outside = 0, Changing = 1, Inside = 2;

    private int _state;

    internal readonly bool IsInside => _state == Inside;

    /// <summary>Begins an enter. <see cref="Enter"/> or <see cref="Leave"/> ends it.</summary>
    internal bool TryBeginEnter() => Interlocked.CompareExchange(ref _state, Changing, Outside) == Outside;

    /// <summary>Begins an exit. <see cref="Leave"/> ends it.</summary>
    internal bool TryBeginExit() => Interlocked.CompareExchange(ref _state, Changing, Inside) == Inside;

    /// <summary>The manager is entered. An exit on another thread sees what was written before.</summary>
    internal void Enter() => Volatile.Write(ref _state, Inside);

    /// <summary>The manager can be entered again. An enter on another thread sees what was written before.</summary>
    internal void Leave() => Volatile.Write(ref _state, Outside);

    internal static InvalidOperationException EnteredTwice(object manager) =>
        new($"This context manager ({manager}) is entered already. Exit it first, or make a new one for each block.");

    internal static InvalidOperationException NotEntered(object manager) =>
        new($"ExitAsync was called on a context manager ({manager}) that is not entered. Await EnterAsync first, or let UseAsync call both.");
}
