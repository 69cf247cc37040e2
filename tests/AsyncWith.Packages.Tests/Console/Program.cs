// A program outside the repository that has all its AsyncWith from packages.
using AsyncWith;
using AsyncWith.Data;
using AsyncWith.Diagnostics;
using AsyncWith.EntityFrameworkCore;
using AsyncWith.Leases;
using AsyncWith.Testing;
using Microsoft.EntityFrameworkCore;

using var tree = new ContextTree();
await Greeting("world").UseAsync(async greeting => Console.WriteLine($"{greeting}, {tree.Snapshot().Count} open"));
Console.WriteLine(ManagerContract.Check(() => Greeting("contract")).Count);
Console.WriteLine(TransactionFailure.IsRetryable(new InvalidOperationException()));
Console.WriteLine(new UnitOfWorkOptions<DbContext>().IsolationLevel);
Console.WriteLine(new LeaseOptions { AcquireTimeout = TimeSpan.FromSeconds(1) }.AcquireTimeout);

static AsyncContextManager<string> Greeting(string name) => AsyncContextManager.Create<string>(async yield => await yield.Return($"hello {name}"));
