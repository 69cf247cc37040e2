using System.Runtime.ExceptionServices;
using AsyncWith.Parity.Interpreting.Exceptions;
using AsyncWith.Parity.Language;
using AsyncWith.Parity.Libraries;

namespace AsyncWith.Parity.Interpreting;

/// <summary>Runs a program on a library of context managers, and writes down what happened.</summary>
internal sealed class Interpreter
{
    private readonly Trace _trace = new();
    private readonly Pump _pump = new();
    private readonly StackStatements _stacks;
    private int _raised;

    private Interpreter(ILibrary library)
    {
        Library = library;
        _stacks = new StackStatements(this, _trace);
    }

    internal ILibrary Library { get; }

    /// <summary>Runs <paramref name="program"/> on <paramref name="library"/>, and tells its trace.</summary>
    internal static string Run(Node[] program, ILibrary library)
    {
        var interpreter = new Interpreter(library);
        if (!interpreter._pump.Run(() => interpreter.RunToEndAsync(program)))
            interpreter._trace.Add("hangs");
        return interpreter._trace.ToString();
    }

    internal async ValueTask RunAsync(Node[] nodes, Surroundings here)
    {
        foreach (var node in nodes)
        {
            switch (node.Op)
            {
                case Op.Log:
                    _trace.Add($"l{node.Number}");
                    break;
                case Op.Nap:
                    await _pump.Suspend();
                    _trace.Add("~");
                    break;
                case Op.Raise:
                    throw Raised.Make(node.Kind, ++_raised);
                case Op.Again:
                    ExceptionDispatchInfo.Throw(here.Caught!);
                    break;
                case Op.Given when here.Given is not null:
                    ExceptionDispatchInfo.Throw(here.Given);
                    break;
                case Op.Yield:
                    await YieldAsync(here.Generator!);
                    break;
                case Op.Try:
                    await TryAsync(node, here);
                    break;
                case Op.Finally:
                    await FinallyAsync(node, here);
                    break;
                case Op.With:
                    await WithAsync(node, here);
                    break;
                case Op.Stack:
                    await _stacks.New(node.Number).UseAsync(node.Number, () => RunAsync(node.Parts[0], here.Inside()));
                    break;
                case Op.Given:
                    break;
                default:
                    await _stacks.RunAsync(node, here);
                    break;
            }
        }
    }

    internal IAsyncContextManager<string> Make(Node manager) => manager.Op switch
    {
        Op.Class => new ClassManager(manager, this, _trace),
        Op.Generator => Library.Generator(manager.Number, async yield =>
        {
            _trace.Add($"+{manager.Number}");
            await RunAsync(manager.Parts[0], new Surroundings(new RunningGenerator(manager.Number, yield)));
        }),
        Op.Closing => new ClosingManager(manager, this, _trace),
        _ => AsyncContextManager.FromValue($"m{manager.Number}"),
    };

    /// <summary>Runs the code of an exit, and tells whether it suppresses the exception that it was given.</summary>
    internal async ValueTask<bool> ExitAsync(int number, char suppressed, Node[] nodes, Exception? given)
    {
        _trace.Saw(number, given);
        await RunAsync(nodes, new Surroundings { Given = given });
        return Raised.Matches(suppressed, given);
    }

    private async ValueTask RunToEndAsync(Node[] program)
    {
        try
        {
            await RunAsync(program, default);
            _trace.Add("=");
        }
        catch (Exception exception)
        {
            _trace.Add($"={Trace.Describe(exception)}");
        }
    }

    private async ValueTask YieldAsync(RunningGenerator generator)
    {
        try
        {
            await generator.Yield.Return($"m{generator.Number}");
        }
        catch (Exception exception)
        {
            _trace.Saw(generator.Number, exception);
            throw;
        }

        _trace.Saw(generator.Number, null);
    }

    private async ValueTask TryAsync(Node node, Surroundings here)
    {
        try
        {
            await RunAsync(node.Parts[0], here);
        }
        catch (Exception exception) when (node.Parts[1].FirstOrDefault(handler => Raised.Matches(handler.Kind, exception)) is { } handler)
        {
            _trace.Add($"?{Trace.Describe(exception)}");
            try
            {
                await RunAsync(handler.Parts[0], here with { Caught = exception });
            }
            catch (Exception thrown)
            {
                UserContext.Attach(thrown, exception);
                throw;
            }
        }
    }

    private async ValueTask FinallyAsync(Node node, Surroundings here)
    {
        try
        {
            await RunAsync(node.Parts[0], here);
        }
        finally
        {
            _trace.Add("f");
            await RunAsync(node.Parts[1], here);
        }
    }

    private ValueTask WithAsync(Node node, Surroundings here)
    {
        var managers = node.Parts[0].Select(Make).ToArray();
        var form = node.Parts[0].Sum(manager => manager.Number);
        return managers.Length == 1 ? Library.UseAsync(managers[0], form, BodyAsync) : Library.UseAsync(managers, form, BodyAsync);

        async ValueTask BodyAsync(string resources)
        {
            _trace.Add($"*{resources}");
            await RunAsync(node.Parts[1], here.Inside());
        }
    }
}
