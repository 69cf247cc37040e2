using System.Text;
using AsyncWith.Parity.Interpreting.Exceptions;

namespace AsyncWith.Parity.Interpreting;

/// <summary>What happened in a program, in order, as the Python interpreter writes it too.</summary>
internal sealed class Trace
{
    private readonly StringBuilder _text = new();

    internal void Add(string happened)
    {
        if (_text.Length > 0)
            _text.Append(' ');
        _text.Append(happened);
    }

    internal void Saw(int number, Exception? exception) => Add($"-{number}({Describe(exception)})");

    public override string ToString() => _text.ToString();

    /// <summary>The exception and its chain of contexts.</summary>
    internal static string Describe(Exception? exception) => string.Join('>', ContextChain.Of(exception).Select(Name));

    private static string Name(Exception exception)
    {
        return exception switch
        {
            IRaised raised => exception.GetType().Name + raised.Number,
            InvalidOperationException { Message: var message } when message.StartsWith(
                "The generator ended without yielding", StringComparison.Ordinal) => "!0",
            InvalidOperationException { Message: var message } when message.StartsWith(
                "The generator yielded again", StringComparison.Ordinal) => "!2",
            _ => $"{exception.GetType().Name}({exception.Message.Replace(' ', '_')})",
        };
    }
}
