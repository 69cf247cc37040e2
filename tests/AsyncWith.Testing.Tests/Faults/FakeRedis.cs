using System.Reflection;
using StackExchange.Redis;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>A database with what a lock needs of one, where each command may fail. A key is open until its release has been sent.</summary>
public class FakeRedis : DispatchProxy
{
    private readonly Lock _gate = new();
    private Fakes _fakes = null!;
    private RedisValue _value;
    private IDisposable? _handle;
    private InjectedFaultException? _setFault;

    internal static IDatabase Create(Fakes fakes)
    {
        var proxy = Create<IDatabase, FakeRedis>();
        ((FakeRedis)proxy)._fakes = fakes;
        return proxy;
    }

    /// <summary>The caller was cancelled while it acquired: the lock does not wait for the answer then, so it cannot tell of a failure.</summary>
    internal static void ForgiveAcquiring(IDatabase database)
    {
        var fake = (FakeRedis)(object)database;
        if (fake._setFault is { } fault)
            fake._fakes.Forgive(fault);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IDatabase.StringSetAsync) => SetAsync((RedisValue)args![1]!),
        nameof(IDatabase.StringGetAsync) => GetAsync(),
        nameof(IDatabase.ScriptEvaluateAsync) => EvaluateAsync(args!),
        nameof(IDatabase.IsConnected) => true,
        _ => throw new NotSupportedException(targetMethod.ToString()),
    };

    private async Task<bool> SetAsync(RedisValue value)
    {
        try
        {
            await _fakes.StepAsync("set");
        }
        catch (InjectedFaultException fault)
        {
            _setFault = fault;
            throw;
        }

        lock (_gate)
        {
            if (_handle is not null)
                return false;
            (_value, _handle) = (value, _fakes.Handles.Take());
            return true;
        }
    }

    private async Task<RedisValue> GetAsync()
    {
        await _fakes.StepAsync("get");
        lock (_gate)
            return _handle is null ? RedisValue.Null : _value;
    }

    private async Task<RedisResult> EvaluateAsync(object?[] args)
    {
        var values = args.OfType<RedisValue[]>().Single();
        await Task.Yield();
        lock (_gate)
        {
            if (_handle is null || !values.Contains(_value))
                return RedisResult.Create(0);
            if (values.Length == 1) // a release has the value alone, an extension its time as well
            {
                _handle.Dispose();
                _handle = null;
            }
        }

        await _fakes.StepAsync("run script");
        return RedisResult.Create(1);
    }
}
