namespace AsyncWith.AspNetCore.Tests.Support;

internal sealed record Ticket(int Id);
