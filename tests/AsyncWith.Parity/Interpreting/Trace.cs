using System.Text;
using AsyncWith.Parity.Interpreting.Exceptions;

namespace AsyncWith.Parity.Interpreting;

/// <summary>What happened in a program, in order, as the Python interpreter writes it too.</summary>
internal sealed class Trace
{
    private const int LongestChain = 200;

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
    internal static string Describe(Exception? exception)
    {
        var chain = new List<string>();
        for (var link = exception; link is not null && chain.Count <= LongestChain; link = link.InnerException)
            chain.Add(Name(link));
        return string.Join('>', chain);
    }

    private static string Name(Exception exception)
    {
        var name = exception switch
        {
            IRaised raised => exception.GetType().Name + raised.Number,
            InvalidOperationException { Message: var message } when message.StartsWith("The generator ended without yielding", StringComparison.Ordinal) => "!0",
            InvalidOperationException { Message: var message } when message.StartsWith("The generator yielded again", StringComparison.Ordinal) => "!2",
            _ => $"{exception.GetType().Name}({exception.Message.Replace(' ', '_')})",
        };
        return exception.Data.Count == 0 ? name : name + "+data";
    }
}
