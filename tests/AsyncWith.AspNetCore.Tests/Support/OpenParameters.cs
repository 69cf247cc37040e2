namespace AsyncWith.AspNetCore.Tests.Support;

internal sealed record OpenParameters([property: KeepOpen] InContext<Transaction> Transaction);
