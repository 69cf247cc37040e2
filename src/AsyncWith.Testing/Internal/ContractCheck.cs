using System.Globalization;

namespace AsyncWith.Testing.Internal;

/// <summary>The cases of a check. Each is run on a <see cref="StepContext"/> as often as the options say.</summary>
internal sealed class ContractCheck<T>(Func<IAsyncContextManager<T>> factory, ContractOptions options)
{
    private const int Interleavings = 10;
    private const int MostSteps = 10_000;

    private const string FactoryReturnedNull = "The factory returned null. Let it make a manager for each use.";

    private readonly List<Finding> _findings = [];
    private readonly HashSet<(string Group, string Why)> _reported = [];
    private bool _isBroken; // a use did not end: what it holds it may still release

    /// <summary>Makes the managers of a run, outside of it, and returns what runs.</summary>
    private delegate Func<CancellationTokenSource, Task> Preparation(Func<IAsyncContextManager<T>, ContractUse<T>> use);

    internal IReadOnlyList<Finding> Run()
    {
        (ContractScope Scope, Action Cases)[] all =
        [
            (ContractScope.Endings, TryEndings),
            (ContractScope.CancelEverywhere, TryCancelEverywhere),
            (ContractScope.Reuse, TryReuse),
            (ContractScope.Concurrency, TryConcurrency),
        ];
        foreach (var (scope, cases) in all)
        {
            if (options.Scope.HasFlag(scope))
                cases();
        }

        return _findings;
    }

    private Preparation OneUse(Ending ending) => use =>
    {
        var only = use(Create());
        return caller => only.RunAsync(ending.Block, caller);
    };

    private void TryEndings()
    {
        foreach (var ending in Ending.All)
            Try(ending.Name, ending.Name, OneUse(ending));
        Try("cancelled before enter", "cancelled before enter", OneUse(Ending.Completes), cancelAt: 0);
    }

    private void TryCancelEverywhere()
    {
        foreach (var ending in (Ending[])[Ending.Completes, Ending.Heeds])
        {
            for (var step = 1; step <= MostSteps && !_isBroken; step++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"cancelled at step {step}");
                if (Try("cancelled at a step", name, OneUse(ending), cancelAt: step) < step)
                    break;
            }
        }
    }

    private void TryReuse()
    {
        foreach (var ending in (Ending[])[Ending.Completes, Ending.Throws])
        {
            var name = $"used twice, the first time it {ending.Name}";
            Try(name, name, use =>
            {
                var manager = Create();
                var (first, second) = (use(manager), use(manager));
                return async caller =>
                {
                    await first.RunAsync(ending.Block, caller).ConfigureAwait(true);
                    await second.RunAsync(Ending.Completes.Block, caller, mayBeRefused: true).ConfigureAwait(true);
                };
            });
        }
    }

    private void TryConcurrency()
    {
        for (var seed = 0; seed < Interleavings; seed++)
        {
            TryTogether("two at the same time", seed, isOne: false);
            TryTogether("one twice at the same time", seed, isOne: true);
        }
    }

    private void TryTogether(string group, int seed, bool isOne) =>
        Try(group, string.Create(CultureInfo.InvariantCulture, $"{group}, seed {seed}"), use =>
        {
            var manager = Create();
            var (first, second) = (use(manager), use(isOne ? manager : Create()));
            return async caller =>
            {
                await Task.WhenAll(
                    first.RunAsync(Ending.Completes.Block, caller, mayBeRefused: isOne),
                    second.RunAsync(Ending.Throws.Block, caller, mayBeRefused: isOne)).ConfigureAwait(true);
                if (first.WasRefused && second.WasRefused)
                    first.Report("EnterAsync refused both of two uses at the same time. Let one of them win, whichever comes first.");
            };
        }, seed);

    private IAsyncContextManager<T> Create() => factory() ?? throw new InvalidOperationException(FactoryReturnedNull);

    /// <returns>The number of steps.</returns>
    private int Try(string group, string ending, Preparation prepare, int? seed = null, int? cancelAt = null)
    {
        var (least, most, steps) = (int.MaxValue, int.MinValue, 0);
        for (var repetition = 0; repetition < options.Repetitions && !_isBroken; repetition++)
        {
            var before = options.OpenCount?.Invoke() ?? 0;
            steps = RunOnce(prepare, Report, seed, cancelAt);
            var grown = (options.OpenCount?.Invoke() ?? 0) - before;
            (least, most) = (Math.Min(least, grown), Math.Max(most, grown));
        }

        if (_isBroken)
            return steps;

        if (least > 0)
        {
            Report($"It leaves {least} more open than there were. "
                + "Release in ExitAsync whatever it is given, and where EnterAsync throws, what it had acquired by then.");
        }
        else if (most < 0)
        {
            Report($"It leaves {-most} less open than there were. Release once what was acquired, and nothing that was not.");
        }

        return steps;

        void Report(string why)
        {
            lock (_findings)
            {
                if (_reported.Add((group, why)))
                    _findings.Add(new Finding(ending, why));
            }
        }
    }

    private int RunOnce(Preparation prepare, Action<string> report, int? seed, int? cancelAt)
    {
        List<ContractUse<T>> uses = [];
        var main = prepare(manager =>
        {
            uses.Add(new ContractUse<T>(manager, options.SuppressesExceptions, report));
            return uses[^1];
        });
        using var caller = new CancellationTokenSource();
        CancelBefore(0);
        try
        {
            return StepContext.Run(() => main(caller), seed, CancelBefore, options.Hangs);
        }
        catch (Exception exception)
        {
            _isBroken = true;
            var phase = uses.Select(use => use.Phase).FirstOrDefault(phase => phase is not null);
            report(exception is TimeoutException && phase is not null
                ? $"{phase} did not end within {options.Hangs}. "
                    + "Let it wait for nothing that comes after it, and await a task instead of blocking a thread with Result or Wait()."
                : $"{exception.GetType().Name} (\"{exception.Message}\") was thrown outside of EnterAsync and ExitAsync. "
                    + "Make async void methods return a task, and await it.");
            return 0;
        }

        void CancelBefore(int step)
        {
            if (step == cancelAt)
                caller.Cancel();
        }
    }
}
