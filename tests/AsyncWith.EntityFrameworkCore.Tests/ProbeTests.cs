using System.Diagnostics;
using AsyncWith.Data.Tests;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>PostgreSQL is asked before the commit, unless it has just proved that the transaction is not given up.</summary>
public sealed class ProbeTests(PostgresFixture postgres) : ShopTests(postgres)
{
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public Task The_database_is_not_probed_where_saving_has_just_written(bool changes, int asked) => OnAsync(Database.Postgres, async store =>
    {
        using var test = new Activity("test").Start();
        var commands = new List<string?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == test.TraceId)
                    commands.Add(activity.GetTagItem("db.query.text") as string ?? activity.GetTagItem("db.statement") as string);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await new ShopFactory(store).UnitOfWork().UseAsync(async shop =>
        {
            await shop.ExecuteAsync(Store.Insert(1));
            if (changes)
                shop.Insert(2);
        });

        Assert.Contains(Store.Insert(1), commands);
        Assert.Equal(asked, commands.Count(command => command == "SELECT 1"));
    });
}
