namespace AsyncWith.Tests.Contract.Programs;

/// <summary>An exception that a program throws.</summary>
public sealed class NamedException(string name, Exception? inner = null) : Exception(name, inner)
{
    public string Name => Message;
}
