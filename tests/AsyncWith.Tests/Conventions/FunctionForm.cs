namespace AsyncWith.Tests.Conventions;

/// <summary>One form of a function that a method takes: a delegate type, with the type parameters of the method.</summary>
internal sealed record FunctionForm(string Taker, string Parameter, string[] Arguments, string Result)
{
    /// <summary>The resource of the managers of the snippets, and what else stands for a type parameter.</summary>
    private static readonly Dictionary<string, string> _types = new()
    {
        ["T"] = "Resource",
        ["T1"] = "Resource",
        ["T2"] = "Resource",
        ["T3"] = "Resource",
        ["T4"] = "Resource",
        ["TResult"] = "int",
        ["TState"] = "State",
        ["Yield<T>"] = "Yield<Resource>",
        ["ValueTask<T>"] = "ValueTask<Resource>",
        ["Task<T>"] = "Task<Resource>",
        ["ValueTask<TResult>"] = "ValueTask<int>",
        ["Task<TResult>"] = "Task<int>",
        ["IAsyncEnumerable<T>"] = "IAsyncEnumerable<Resource>",
        ["nothing"] = "void",
    };

    /// <summary>The delegate type as the public surface shows it.</summary>
    internal string Type => (Result, Arguments) switch
    {
        ("nothing", []) => "Action",
        ("nothing", _) => $"Action<{string.Join(", ", Arguments)}>",
        _ => $"Func<{string.Join(", ", [.. Arguments, Result])}>",
    };

    /// <summary>The name of the method of the snippets that has this form.</summary>
    internal string Method => "Form_" + string.Concat(Type.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_'));

    /// <summary>The declaration of that method.</summary>
    internal string Declaration =>
        $"static {(Result == "GeneratorTask" ? "async " : "")}{Map(Result)} "
        + $"{Method}({string.Join(", ", Arguments.Select((argument, index) => $"{Map(argument)} a{index}"))}) "
        + (Result switch { "nothing" => "{ }", "GeneratorTask" => "=> await a0.Return(new Resource());", _ => $"=> default({Map(Result)})!;" });

    /// <summary>A lambda that calls it.</summary>
    internal string Lambda
    {
        get
        {
            var names = string.Join(", ", Arguments.Select((_, index) => $"a{index}"));
            return $"({names}) => {Method}({names})";
        }
    }

    private static string Map(string type) => _types.GetValueOrDefault(type, type);
}
