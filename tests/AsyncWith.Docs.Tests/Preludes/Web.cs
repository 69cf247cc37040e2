global using AsyncWith.AspNetCore;
global using Microsoft.AspNetCore.Builder;
global using Microsoft.AspNetCore.Http;
global using Microsoft.AspNetCore.Routing;
global using Microsoft.Extensions.Configuration;
global using Microsoft.Extensions.DependencyInjection;
global using Microsoft.Extensions.Hosting;
global using static GivenWeb;

// What the snippets about hosts and requests are about: a shop that takes orders, made of interfaces only.
public sealed record Order(int Id);

public interface IBroker
{
    Task PublishAsync(Order order);

    Task SayAsync(string message);

    Task CloseAsync();
}

public interface IDatabase
{
    Task<IDatabaseTransaction> BeginAsync(CancellationToken cancellationToken);
}

public interface IDatabaseTransaction
{
    Task InsertAsync(Order order);

    IAsyncEnumerable<Order> OrdersAsync();

    Task CommitAsync();

    Task RollbackAsync();
}

public sealed class OrderConsumer(IBroker broker) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => broker.PublishAsync(new Order(1));
}

public static class GivenWeb
{
    public static readonly string[] args = [];
    public static readonly WebApplicationBuilder builder = null!;
    public static readonly WebApplication app = null!;

    public static IAsyncContextManager<IBroker> Broker(string address) =>
        AsyncContextManager.FromAcquireRelease<IBroker>(
            async token => await ConnectAsync(address, token), async (broker, _) => await broker.CloseAsync());

    public static IAsyncContextManager<IDatabaseTransaction> Transaction(IDatabase database) =>
        AsyncContextManager.FromAcquireRelease<IDatabaseTransaction>(
            async token => await database.BeginAsync(token), async (transaction, exception) =>
                await (exception is null ? transaction.CommitAsync() : transaction.RollbackAsync()));

    public static Task<IBroker> ConnectAsync(string address, CancellationToken cancellationToken) => throw new NotSupportedException(address);
}
