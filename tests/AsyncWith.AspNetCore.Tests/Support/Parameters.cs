namespace AsyncWith.AspNetCore.Tests.Support;

internal sealed record Parameters(int Id, InContext<Transaction> Transaction);
