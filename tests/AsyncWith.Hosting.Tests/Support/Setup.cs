using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AsyncWith.Hosting.Tests.Support;

/// <summary>Short forms for what most tests add to a host.</summary>
public static class Setup
{
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    public static IServiceCollection AddDatabase(
        this IServiceCollection services, Journal journal, Func<CancellationToken, Task>? entering = null,
        Func<Exception?, Task<bool>>? exiting = null) =>
        services.AddLifespan(_ => Of(journal, new Database(), entering, exiting));

    public static IServiceCollection AddCache(
        this IServiceCollection services, Journal journal, Func<CancellationToken, Task>? entering = null,
        Func<Exception?, Task<bool>>? exiting = null) =>
        services.AddLifespan(provider => Of(journal, new Cache(provider.GetService<Database>()), entering, exiting));

    public static IServiceCollection AddStep(this IServiceCollection services, Journal journal, Func<string, Task>? step = null) =>
        services.AddSingleton<IHostedService>(_ => new HostedStep(journal, step ?? (_ => Task.CompletedTask)));

    /// <summary>A step that fails at that point.</summary>
    public static IServiceCollection AddFailingStep(this IServiceCollection services, Journal journal, string failing, Exception exception) =>
        services.AddStep(journal, step => step == failing ? Task.FromException(exception) : Task.CompletedTask);

    private static Probe<T> Of<T>(Journal journal, T resource, Func<CancellationToken, Task>? entering, Func<Exception?, Task<bool>>? exiting)
        where T : class => new(journal, resource)
        {
            Entering = entering ?? (_ => Task.CompletedTask),
            Exiting = exiting ?? (_ => Task.FromResult(false)),
        };
}
