namespace AsyncWith.Tests.Support;

/// <summary>Where a <see cref="FailingSource{T}"/> throws.</summary>
public enum FailingRead
{
    /// <summary>When its status is read.</summary>
    Status,

    /// <summary>When its status is read again, after it was pending.</summary>
    StatusLater,

    /// <summary>When its result is read, although it has succeeded.</summary>
    Result,

    /// <summary>The same, after it has suspended who awaits it.</summary>
    ResultLater,

    /// <summary>When its result is read, since it resumes who awaits it and has not completed.</summary>
    ResultTooEarly,
}
