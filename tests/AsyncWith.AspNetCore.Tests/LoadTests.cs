using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using AsyncWith.AspNetCore.Tests.Support;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

/// <summary>Many requests at once to a real server: each has one enter and one exit, with its own outcome, before its client hears of it.</summary>
public sealed class LoadTests
{
    private const int Requests = 2000;
    private const int AtOnce = 64;

    private readonly ConcurrentDictionary<int, Record> _records = new();

    [Fact]
    public async Task Every_request_has_its_enter_its_exit_and_its_outcome_before_the_headers()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Kestrel,
            new Journal(),
            app => app.MapGet("/{id:int}", async (int id, InContext<Ticket> ticket) =>
            {
                await Task.Yield();
                Assert.Equal(id, ticket.Resource.Id);
                return id % 20 == 0 ? throw new InvalidDataException($"{id}") : id % 20 == 1 ? Results.Conflict(id) : Results.Ok(id);
            }),
            services =>
                services.AddRequestContext(
                    http => new Manager(this, http, int.Parse((string)http.Request.RouteValues["id"]!, CultureInfo.InvariantCulture))));

        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (id, token) =>
        {
            using var response = await app.Client.GetAsync($"/{id}", HttpCompletionOption.ResponseHeadersRead, token);
            var record = _records[id];

            Assert.Equal((1, 1, false), (record.Enters, record.Exits, record.HadStarted));
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    Assert.Null(record.Told);
                    break;
                case HttpStatusCode.Conflict:
                    Assert.Equal(409, Assert.IsType<RequestFailedException>(record.Told).StatusCode);
                    break;
                default:
                    Assert.Equal($"{id}", Assert.IsType<InvalidDataException>(record.Told).Message);
                    break;
            }
        });

        Assert.Equal(Requests, _records.Values.Sum(record => record.Enters));
        Assert.Equal(Requests, _records.Values.Sum(record => record.Exits));
        Assert.Equal(Requests / 20, _records.Values.Count(record => record.Told is InvalidDataException));
        Assert.Equal(Requests / 20, _records.Values.Count(record => record.Told is RequestFailedException));
        Assert.Equal(Requests * 18 / 20, _records.Values.Count(record => record.Told is null));
    }

    private sealed class Record
    {
        internal int Enters { get; set; }

        internal int Exits { get; set; }

        internal Exception? Told { get; set; }

        internal bool HadStarted { get; set; }
    }

    private sealed class Manager(LoadTests test, HttpContext http, int id) : IAsyncContextManager<Ticket>
    {
        public async ValueTask<Ticket> EnterAsync(CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            test._records.GetOrAdd(id, _ => new Record()).Enters++;
            return new Ticket(id);
        }

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            await Task.Yield();
            var record = test._records[id];
            record.Exits++;
            record.Told = exception;
            record.HadStarted = http.Response.HasStarted;
            return false;
        }
    }
}
