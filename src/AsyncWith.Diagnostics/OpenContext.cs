namespace AsyncWith.Diagnostics;

/// <summary>An open context, as it was when it was looked at.</summary>
/// <remarks>
/// <code>
/// foreach (var context in tree.Snapshot().Where(context => context.Age > TimeSpan.FromMinutes(1)))
///     Console.WriteLine($"{context.Name}, opened by {context.OpenedBy}, is open for {context.Age}");
/// </code>
/// </remarks>
public sealed record OpenContext
{
    internal OpenContext(ContextNode node, OpenContext? parent, TimeSpan age)
    {
        Id = node.Id;
        Name = node.Name;
        OpenedBy = node.OpenedBy;
        Parent = parent;
        ParentId = parent?.Id ?? node.ParentId;
        Age = age;
        var phase = node.Phase;
        IsEntering = phase == ContextPhase.Entering;
        IsExiting = phase == ContextPhase.Exiting;
        PendingException = node.PendingException;
    }

    /// <summary>A number of its own in the tree. Contexts that were entered later have greater ones.</summary>
    public long Id { get; }

    /// <summary>The name of the manager: the one given with <c>Named</c>, that of the method that made it, or that of its type.</summary>
    public string Name { get; }

    /// <summary>
    /// The place that entered it, as <c>"Shop.TransferAsync Program.cs:42"</c>; <see langword="null"/> without
    /// <see cref="ContextTreeOptions.RecordOpener"/>, or where only the library was on the stack. Without symbols there is no file and line.
    /// </summary>
    public string? OpenedBy { get; }

    /// <summary>The innermost open context that it is in; <see langword="null"/> for none, and once it has ended.</summary>
    public OpenContext? Parent { get; }

    /// <summary>The <see cref="Id"/> of the context that it is in; <see langword="null"/> for none.</summary>
    public long? ParentId { get; }

    /// <summary>The time since it was about to be entered; of one that has ended, up to its end.</summary>
    public TimeSpan Age { get; }

    /// <summary>Whether its manager has not been entered yet.</summary>
    public bool IsEntering { get; }

    /// <summary>Whether its block has ended, and its manager is being exited.</summary>
    public bool IsExiting { get; }

    /// <summary>While it exits the exception that left its block, or <see langword="null"/>.</summary>
    public Exception? PendingException { get; }
}
