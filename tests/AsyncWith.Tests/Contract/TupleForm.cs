namespace AsyncWith.Tests.Contract;

/// <summary>The forms of the statement for a tuple of managers.</summary>
public enum TupleForm
{
    /// <summary>Without a result; the block returns a <c>ValueTask</c>.</summary>
    Void,

    /// <summary>Without a result; the block returns a <c>Task</c>.</summary>
    VoidOfTask,

    /// <summary>With the result of a <c>ValueTask</c>.</summary>
    Result,

    /// <summary>With the result of a <c>Task</c>.</summary>
    ResultOfTask,
}
