namespace AsyncWith;

/// <summary>A method called by a generator, or a lambda in it, that awaits the generator's yield.</summary>
internal sealed class SuspendedMethod : SuspendedCode
{
    private readonly Action _continuation;

    internal SuspendedMethod(Action continuation)
    {
        _continuation = continuation;
        Capture();
    }

    internal override void Resume() => _continuation(); // it brings its ambient state along
}
