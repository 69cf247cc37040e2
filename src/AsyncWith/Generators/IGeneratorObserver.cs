namespace AsyncWith;

/// <summary>Is notified when a generator completes.</summary>
internal interface IGeneratorObserver
{
    /// <summary>Called once, on the thread on which the generator completed.</summary>
    /// <param name="exception">The exception that left the generator, or <see langword="null"/>.</param>
    void OnCompleted(Exception? exception);
}
